"""What stands on a page, as a browser would see it: its links, and what its forms would send."""

from html.parser import HTMLParser


class PageReader(HTMLParser):
    """Reads a page.

    values: {name: [value]} that all forms together would send if nothing were changed. links:
    what it leads to. files: names of fields for files.
    """

    def __init__(self, page):
        super().__init__()
        self.values, self.links, self.files = {}, [], []
        self.select, self.textarea = None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        self.links += [
            attrs[key] for key in ("href", "src", "action", "formaction") if attrs.get(key)
        ]
        if tag == "input" and name:
            self.add_input(name, attrs)
        elif tag == "select":
            self.select = name
            self.values.setdefault(name, [])
        elif tag == "option" and self.select and "selected" in attrs:
            self.values[self.select].append(attrs.get("value") or "")
        elif tag == "textarea":
            self.textarea = name
            self.values[name] = [""]

    def add_input(self, name, attrs):
        kind = attrs.get("type", "text")
        is_box = kind in ("checkbox", "radio")
        if kind == "file":
            self.files.append(name)
        elif kind not in ("submit", "image") and (not is_box or "checked" in attrs):
            value = attrs.get("value", "on" if is_box else "")
            self.values.setdefault(name, []).append(value or "")

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.textarea = None
        elif tag == "select":
            self.select = None
