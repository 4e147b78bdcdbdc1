"""Inquiries as a table for spreadsheets."""

import csv

from django.utils import timezone

from studio.exporting import BOM, defused

COLUMNS = {
    "Number": lambda inquiry: inquiry.pk,
    "Came in": lambda inquiry: moment(inquiry.created_at),
    "State": lambda inquiry: inquiry.get_state_display(),
    "Name": lambda inquiry: inquiry.name,
    "Mail": lambda inquiry: inquiry.email,
    "Telephone": lambda inquiry: inquiry.telephone,
    "When, or by when": lambda inquiry: inquiry.wished_for,
    "Message": lambda inquiry: inquiry.message,
    "About": lambda inquiry: inquiry.about,
    "Session type": lambda inquiry: inquiry.session_type.name if inquiry.session_type else "",
    "Chosen on the way": lambda inquiry: "; ".join(map(": ".join, inquiry.told)),
    "Began on": lambda inquiry: inquiry.began_on,
    "Looked like spam": lambda inquiry: inquiry.held_because,
    "Your notes": lambda inquiry: inquiry.notes,
    "Answered": lambda inquiry: moment(inquiry.answered_at),
    "Erased": lambda inquiry: moment(inquiry.erased_at),
}


class Line:
    """What csv writes to: gives back each line instead of keeping it."""

    def write(self, line):
        return line


def lines(inquiries):
    """Yield the lines of the table, the headers first."""
    writer = csv.writer(Line())
    yield BOM + writer.writerow(COLUMNS)
    for inquiry in inquiries:
        yield writer.writerow(defused(value(inquiry)) for value in COLUMNS.values())


def moment(value):
    """“2026-03-04T14:10:00+01:00”; "" for none."""
    return timezone.localtime(value).isoformat(timespec="seconds") if value else ""
