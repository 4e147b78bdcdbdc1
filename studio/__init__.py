"""The studio's own app: settings, profile, desk, mails, backups."""

VERSION = "0.1.0"  # as in pyproject.toml
