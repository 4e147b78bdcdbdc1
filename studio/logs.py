"""How lines of the log are written, and how errors are mailed to whoever looks after the site."""

import json
import logging
import traceback
from datetime import UTC, datetime
from threading import Lock, Thread
from time import monotonic

from django.conf import settings
from django.core import mail

from . import VERSION

# What every record has; all else was given by whoever logs it and is written down as well.
USUAL = {*vars(logging.makeLogRecord({})), "asctime", "message", "request_id"}
# Django's lines hold the request itself; a line is to hold no addresses of people.
NOT_WRITTEN = {"request", "server_time"}


class JsonFormatter(logging.Formatter):
    """A line of JSON for each record."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (request_id := getattr(record, "request_id", "-")) != "-":
            line["request_id"] = request_id
        for name, value in vars(record).items():
            if name not in USUAL and name not in NOT_WRITTEN:
                line[name] = value
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


class ErrorMails(logging.Handler):
    """Mails errors to ERROR_MAILS_TO: what, where, and the number of the request, nothing that a
    visitor has typed. The same error once in ten minutes; a storm of them stays a few mails."""

    SAME_S = 600
    MOST_AN_HOUR = 20

    def __init__(self, level=logging.ERROR):
        super().__init__(level)
        self.lock_of_sent, self.sent = Lock(), {}

    def emit(self, record):
        if not settings.ADMINS or not self.is_wanted(record):
            return
        # Nobody waits for a mail server, least of all because of an error.
        Thread(target=self.send, args=self.mail(record), daemon=True).start()

    def is_wanted(self, record):
        error = record.exc_info[1] if record.exc_info else None
        frame = traceback.extract_tb(error.__traceback__)[-1:] if error else []
        key = (record.name, type(error), [(f.filename, f.lineno) for f in frame] or record.msg)
        now, key = monotonic(), str(key)
        with self.lock_of_sent:
            self.sent = {k: when for k, when in self.sent.items() if now - when < 3600}
            if now - self.sent.get(key, -self.SAME_S) < self.SAME_S:
                return False
            if len(self.sent) >= self.MOST_AN_HOUR:
                return False
            self.sent[key] = now
        return True

    def mail(self, record):
        """Return (subject, text)."""
        request_id = getattr(record, "request_id", "-")
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        error = record.exc_info[1] if record.exc_info else None
        what = type(error).__name__ if error else record.getMessage().splitlines()[0]
        lines = [
            f"What:     {what}",
            f"Where:    {record.name}" + (f", {request.method} /{match.route}" if match else ""),
            f"Request:  {request_id}",
            f"Software: {VERSION}",
            "",
        ]
        if error is not None:
            # The lines of the code, not the words of the error: they may quote what people wrote.
            frames = traceback.format_tb(error.__traceback__)
            lines += ["".join(frames), type(error).__name__, ""]
        lines.append("The log of the site has all of it, under the number of the request.")
        return what[:200], "\n".join(lines)

    def send(self, subject, text):
        try:
            mail.mail_admins(subject, text)
        except Exception as error:
            # Not by the log: that would mail again.
            print(f"An error could not be mailed: {type(error).__name__}", flush=True)
