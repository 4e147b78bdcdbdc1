"""The blocks in the form of a page."""

from content_editor.admin import ContentEditorInline
from django.forms.models import BaseInlineFormSet
from django.forms.widgets import Script
from django.utils.html import format_html

from sessions.admin.choosing import Choosing
from studio.desk_admin import FewLinks
from studio.desk_forms import PLAIN_WORDS, DeskForm

from .models import BLOCK_MODELS


class BlockForm(DeskForm):
    class Media:
        css = {"all": ["css/tokens.css", "css/choosing.css", "css/block-list.css"]}
        js = [Script("js/block-list.js", type="module")]


class BlockFormSet(BaseInlineFormSet):
    """The blocks of one type. All types of a page are loaded together, once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        page = self.instance
        if page.pk is None:
            return
        if not hasattr(page, "loaded_blocks"):
            page.loaded_blocks = [block.content for block in page.blocks]
        self._queryset = [block for block in page.loaded_blocks if type(block) is self.model]


class BlockInline(FewLinks, Choosing, ContentEditorInline):
    form = BlockForm
    formset = BlockFormSet
    formfield_overrides = PLAIN_WORDS


def block_inline(model):
    """Return the inline of a type of block; the list of types says what each is for."""
    words = format_html('<span class="block-words">{}</span>', model.__doc__)
    return BlockInline.create(model, button=words)


BLOCK_INLINES = [block_inline(model) for model in BLOCK_MODELS]
