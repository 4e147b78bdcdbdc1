"""An app that shortens what a site waits for, and gives it a clock that can be put wrong."""
