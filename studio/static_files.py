"""How static files are stored for visitors: joined, tight, hashed, compressed, imports included."""

import tinycss2
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The stylesheets that pages need together, in their order, by the one file that they are joined in:
# each file of its own delays the first paint on a slow phone. First those of every public page, in
# the order of their layers; then those of every page of the desk.
JOINED = {
    "css/every-page.css": (
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
    ),
    "css/desk.css": (
        "css/desk/base.css",
        "css/desk/words.css",
        "css/desk/header.css",
        "css/desk/page.css",
        "css/desk/parts.css",
        "css/desk/front.css",
        "css/desk/guide.css",
        "css/desk/signing-in.css",
        "css/desk/phones.css",
        "css/desk/fields.css",
        "css/desk/buttons.css",
        "css/desk/forms.css",
        "css/desk/mistakes.css",
        "css/desk/widgets.css",
        "css/desk/tables.css",
        "css/desk/lists.css",
        "css/desk/rows.css",
        "css/desk/blocks.css",
        "css/desk/deleting.css",
        "css/desk/forms-on-phones.css",
    ),
}
OWN_STYLES = "css/"
NOT_COLLECTED = (
    "The static files were not collected on this machine: no page can be shown. Run "
    "`manage.py prepare` here, then start the site again."
)


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Joins stylesheets; hashes what JavaScript modules import, too, so that it may be cached
    for ever."""

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        """Join and tighten, then go on as Django does. paths: {name: (storage, name there)}."""
        if not dry_run:
            styles = {name: read(*paths[name]) for name in paths if name.startswith(OWN_STYLES)}
            for joined, parts in JOINED.items():
                if all(name in styles for name in parts):
                    styles[joined] = "\n".join(styles[name] for name in parts)
            for name, style in styles.items():
                self.delete(name)
                self._save(name, ContentFile(tight(style).encode()))
            paths = {**paths, **{name: (self, name) for name in styles}}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def are_missing():
    """Whether pages cannot name their files: none were there when this process began."""
    is_hashing = isinstance(staticfiles_storage, HashedFiles)
    return is_hashing and not settings.DEBUG and not staticfiles_storage.hashed_files


def read(storage, name):
    with storage.open(name) as file:
        return file.read().decode()


def tight(style):
    """Return a stylesheet without comments, and with one space where it has several."""
    tokens = tinycss2.parse_component_value_list(style, skip_comments=True)
    return tinycss2.serialize(narrow(tokens)).strip()


def narrow(tokens):
    kept = []
    for token in tokens:
        if token.type == "whitespace":
            if kept and kept[-1].type == "whitespace":  # a comment was between the two
                continue
            token.value = " "
        inner = getattr(token, "content", getattr(token, "arguments", []))
        inner[:] = narrow(inner)
        kept.append(token)
    return kept
