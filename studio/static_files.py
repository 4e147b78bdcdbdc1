"""How static files are stored for visitors: hashed, compressed, imports of modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashes what JavaScript modules import, too, so that it may be cached for ever."""

    support_js_module_import_aggregation = True
