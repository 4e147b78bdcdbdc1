"""How far it is, in one line of a terminal."""

import time

from django.template.defaultfilters import filesizeformat

PAUSE_S = 0.2


class Progress:
    """Call it with (words, done, total in bytes)."""

    def __init__(self, stream):
        self.stream = stream
        self.words, self.last = "", 0.0
        self.is_terminal = stream.isatty()

    def __call__(self, words, done=0, total=0):
        is_new = words != self.words
        if not is_new and (not self.is_terminal or time.monotonic() - self.last < PAUSE_S):
            return
        if is_new:
            self.end()
        self.words, self.last = words, time.monotonic()
        line = f"{words} …"
        if total and self.is_terminal:
            line += f" {100 * done // total} % of {filesizeformat(total)}"
        self.stream.write(line + " " * 8, ending="\r" if self.is_terminal else "\n")
        self.stream.flush()

    def end(self):
        if self.words and self.is_terminal:
            self.stream.write("")
        self.words = ""
