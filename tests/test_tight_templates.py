"""Pages without the indentation of their templates."""

import re

import pytest

from studio.tight_templates import tightened


def test_indentation_and_silent_lines_go():
    source = """{# what it takes #}
{% load static %}
<ul>

  {% for each in all %}
    <li>{{ each }}</li>
  {% endfor %}
</ul>
"""

    assert tightened(source) == (
        "{# what it takes #}{% load static %}<ul>\n"
        "{% for each in all %}<li>{{ each }}</li>\n"
        "{% endfor %}</ul>"
    )


@pytest.mark.parametrize(
    ("source", "tight"),
    [
        (
            "<b>One</b>\n  {% if two %}two{% endif %}\n  three",
            "<b>One</b>\n{% if two %}two{% endif %}\nthree",
        ),
        ("one\n{% if two %}\n  two\n{% endif %}\nthree", "one\n{% if two %}two\n{% endif %}three"),
        ("<b>One</b>\n{% picture photo %}\ntwo", "<b>One</b>\n{% picture photo %}\ntwo"),
        ('<a href="/"\n   class="b">c</a>', '<a href="/"\nclass="b">c</a>'),
    ],
)
def test_words_do_not_grow_together(source, tight):
    assert tightened(source) == tight


def test_pages_carry_no_indentation(client, db):
    page = client.get("/headshot-vs-portrait/").content.decode()

    assert not re.search(r"\n[ \t]", page)
