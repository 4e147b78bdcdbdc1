"""What an export holds of the pages: their words, block by block, and the questions."""

from studio import exporting

from .models import Block, Page, Question

PLACE = ("parent", "region", "ordering", "origin", "block_ptr")


@exporting.content("pages", "Block by block, as they stand", Page.objects.all)
def page(page):
    blocks = Block.objects.filter(parent=page).with_contents()
    return exporting.fields(page) | {"blocks": [block(each.content) for each in blocks]}


def block(content):
    return {"type": str(content._meta.verbose_name), **exporting.fields(content, PLACE)}


exporting.content("questions", "With their answers", Question.objects.all)(exporting.fields)
