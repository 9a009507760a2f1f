"""A calendar feed as text (RFC 5545), made by the icalendar library: CRLF, folding at 75 octets, escaping."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from programs.queries.feed import FeedEvent

PRODUCT = "-//Portal Bapas//Klien Bapas Peduli//ID"


def feed_text(events: Iterable[FeedEvent], *, name: str, host: str, base: str, at: datetime) -> bytes:
    """The calendar. Days have no clock, so no time zone is needed; DTSTAMP is UTC.

    `host` makes the UIDs the world's own ("agenda-7@portal.example"); `base` goes before each event's path.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for one in events:
        event = Event()
        event.add("uid", f"{one.uid}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", one.from_on)
        # The end of whole days is the day after the last (RFC 5545 3.6.1).
        event.add("dtend", one.to_on + timedelta(days=1))
        event.add("summary", _plain(one.title))
        if one.place:
            event.add("location", _plain(one.place))
        if one.about:
            event.add("description", _plain(one.about))
        event.add("url", base + one.path)
        event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()


def _plain(text: str) -> str:
    """Without control characters but the line's end, which RFC 5545 forbids in text."""
    kept = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(letter for letter in kept if letter == "\n" or letter.isprintable())
