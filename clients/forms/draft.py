"""Changes to a draft as they come in: from the script as JSON, from a form posted whole, or as a choice between two."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from bapas_portal.core.errors import Invalid
from bapas_portal.core.forms import row_number
from clients.forms.sheet import NOTE_PREFIX, SOURCE_PREFIX, read_sheet
from clients.queries.draft import Meeting
from clients.rules.draft_fields import ANSWER, HEAD, HEAD_LENGTHS, NOTE, SOURCE, values_of
from clients.rules.drafting import Typed, differing
from clients.rules.instrument import Instrument

MOST_CHANGES = 400
WINDOW_LENGTH = 40
# Names a change by what it says: the same form posted twice makes the same keys.
POSTED = uuid.UUID("6f1d3f0e-6a0b-4d0c-9a58-3f6f2b1f2f11")


@dataclass(frozen=True, slots=True)
class Sent:
    """What the script sends: the form's key, what it corrects, the last event seen, its window, and the changes."""

    form_key: uuid.UUID
    replaces_id: int | None
    since: int
    window: str
    changes: list[Typed]


def clean(value: Any) -> Any:
    """Text as the database keeps it: no NUL, no half letters, one way of ending a line."""
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "").replace("\r\n", "\n")
    return text.encode("utf-8", "replace").decode()


def key_of(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None


def read_sent(body: bytes) -> Sent:
    """Read the script's JSON. Raises Invalid for anything of another shape."""
    try:
        sent = json.loads(body)
        changes = sent["changes"]
        if not isinstance(changes, list) or len(changes) > MOST_CHANGES:
            raise ValueError("changes")
        return Sent(
            form_key=uuid.UUID(sent["form_key"]),
            replaces_id=row_number(str(sent.get("replaces_id") or "")),
            since=_seq(sent.get("since")),
            window=str(sent.get("window", ""))[:WINDOW_LENGTH],
            changes=[_change(change) for change in changes],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(_("Kiriman ini tidak dapat dibaca.")) from error


def _change(sent: Mapping[str, Any]) -> Typed:
    value = sent["value"]
    if isinstance(value, list | dict | float):
        raise ValueError("value")
    return Typed(
        field=str(sent["field"]),
        value=clean(value),
        base=_seq(sent.get("base")),
        key=uuid.UUID(sent["key"]),
        window=clean(str(sent.get("window", "")))[:WINDOW_LENGTH],
        typed_at=_moment(sent.get("typed_at")),
    )


def _seq(value: Any) -> int:
    return row_number(str(value)) or 0 if isinstance(value, int | str) and not isinstance(value, bool) else 0


def _moment(value: Any) -> datetime | None:
    """The device's clock, for telling two values of one window apart; nonsense is no time."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None or not 2000 < moment.year < 9000:
        return None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def posted_values(instrument: Instrument, posted: Mapping[str, str]) -> dict[str, Any]:
    """A form posted whole, by field: what the officer had on the screen."""
    sheet = read_sheet(instrument, posted)
    head = {name: clean(posted[name]) for name in HEAD_LENGTHS if name in posted}
    notes = {code: clean(note) for code, note in sheet.notes.items()}
    return values_of(instrument, answers=sheet.answers, notes=notes, sources=sheet.sources, head=head)


def posted_changes(
    instrument: Instrument, posted: Mapping[str, str], shown: Mapping[str, Any], *, base: int, window: str
) -> list[Typed]:
    """What the officer changed: the form posted whole against what it showed. A field not sent is not changed."""
    values = posted_values(instrument, posted)
    before = {name: value for name, value in shown.items() if _was_sent(name, posted)}
    return [
        Typed(name, value, base, _key(window, name, base, value), window)
        for name in differing(before, values)
        for value in [values.get(name)]
    ]


def _was_sent(field: str, posted: Mapping[str, str]) -> bool:
    """Radios and ticks that are empty send nothing, and empty is what they are."""
    kind, _colon, code = field.partition(":")
    prefixes = {NOTE: NOTE_PREFIX, SOURCE: SOURCE_PREFIX, HEAD: ""}
    return kind == ANSWER or prefixes[kind] + code in posted


def _key(window: str, field: str, base: int, value: Any) -> uuid.UUID:
    return uuid.uuid5(POSTED, json.dumps([window, field, base, value]))


def chosen_side(chosen: str, met: Iterable[Meeting], window: str, base: int) -> Typed | None:
    """The choice between two values that met, as a change: "12:beside" or "12:stands". None for no such meeting."""
    seq, _colon, side = chosen.partition(":")
    for each in met:
        if str(each.seq) == seq and side in ("beside", "stands"):
            value = each.beside.value if side == "beside" else each.stands.value
            return Typed(each.field, value, base, _key(window, f"{each.field} {seq}", base, side), window)
    return None


def base_of(posted: Mapping[str, str]) -> int:
    return row_number(posted.get("base", "")) or 0


def window_of(posted: Mapping[str, str]) -> str:
    return clean(posted.get("window", ""))[:WINDOW_LENGTH]
