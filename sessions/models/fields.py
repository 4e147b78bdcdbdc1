"""Fields of our own."""

import json
from functools import lru_cache

from django.db import models
from django.db.models.fields.json import KeyTransform

KEPT = 512  # some kilobytes each


class ReadJSONField(models.JSONField):
    """JSON that is read far more often than it is written, and only ever replaced as a whole.

    Reading what is stored with a photo takes longer than loading its row, so what was read is kept
    for the next row with the same text: do not change the value in place.
    """

    def from_db_value(self, value, expression, connection):
        if isinstance(value, str) and not isinstance(expression, KeyTransform):
            return read(value, self.decoder)
        return super().from_db_value(value, expression, connection)

    def deconstruct(self):
        """To the database it is what it was: no migration."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


@lru_cache(KEPT)
def read(text, decoder):
    return json.loads(text, cls=decoder)
