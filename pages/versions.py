"""What is kept of former pages: a page with its blocks, a question."""

import reversion

from studio import history

from .models import BLOCK_MODELS, Block, Page, Question

history.register(Page, parts=("blocks",))
reversion.register(Block, follow=("content",))
for model in BLOCK_MODELS:
    reversion.register(model, follow=("block_ptr",))
history.register(Question)
