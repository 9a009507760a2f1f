"""On time or late, and links: plain values in, words or yes and no out."""

from datetime import date
from urllib.parse import urlsplit

from bapas_portal.core.dates import add_months, month_start

LONGEST_URL = 500


def last_day_to_report(held_on: date, *, due_day: int) -> date:
    """The day of the following month by which the Kanwil has the report (domain.md 6.3: the 5th, assumed)."""
    return add_months(month_start(held_on), 1).replace(day=due_day)


def is_late(*, held_on: date, sent_on: date, due_day: int) -> bool:
    """Was a report first handed in on `sent_on` late? The last day itself is on time."""
    return sent_on > last_day_to_report(held_on, due_day=due_day)


def is_https_link(text: str) -> bool:
    """An https address with a host and nothing that could be read as something else."""
    if len(text) > LONGEST_URL or any(letter.isspace() or not letter.isprintable() for letter in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc
