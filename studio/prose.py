"""What owners may do in a prose editor; everything else is taken out on the server."""

from django_prose_editor.fields import ProseEditorField, create_sanitizer

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Heading": {"levels": [2, 3]},
    "HardBreak": True,
    "Link": {"protocols": ["http", "https", "mailto", "tel"], "enableTarget": False},
}


class ProseField(ProseEditorField):
    """HTML of a prose editor, sanitised when a form or a model saves it (not by `update()`)."""

    def __init__(self, *args, **kwargs):
        # A migration passes on only what a TextField knows.
        super().__init__(
            *args, extensions=dict(EXTENSIONS), sanitize=create_sanitizer(EXTENSIONS), **kwargs
        )

    def pre_save(self, model_instance, add):
        text = self.sanitize(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, text)
        return text
