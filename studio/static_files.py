"""How static files are stored for visitors: joined, hashed, compressed, imports included."""

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The stylesheets of every public page, in the order of their layers, and the one file that they
# are joined in: each file of its own delays the first paint on a slow phone.
EVERY_PAGE = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/site.css",
    "css/words.css",
    "css/pictures.css",
    "css/frames.css",
    "css/offers.css",
    "css/settings.css",
    "css/utilities.css",
)
JOINED = "css/every-page.css"


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Joins the stylesheets of every page; hashes what JavaScript modules import, too, so that
    it may be cached for ever."""

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        """Join, then go on as Django does. paths: {name: (storage, name there)}."""
        if not dry_run and all(name in paths for name in EVERY_PAGE):
            self.delete(JOINED)
            self._save(JOINED, ContentFile(b"\n".join(read(*paths[name]) for name in EVERY_PAGE)))
            paths = {**paths, JOINED: (self, JOINED)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def read(storage, name):
    with storage.open(name) as file:
        return file.read()
