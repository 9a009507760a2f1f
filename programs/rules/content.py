"""What a plan says, as JSON that is the same for the same words; its digest; and what changed between two."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from programs.choices_plan import StepActor

FIELDS = (
    "need",
    "goal",
    "intervention",
    "partner",
    "start_on",
    "due_on",
    "indicator",
    "baseline",
    "target",
    "responsible",
    "steps",
)
"""The parts of a line a reader compares, in the order of the page."""

Line = Mapping[str, Any]
Mark = Literal["same", "added", "removed"]


def line_content(
    *,
    line_id: int,
    need: Mapping[str, Any],
    goal: str,
    intervention: Mapping[str, Any],
    partner: Mapping[str, Any] | None,
    start_on: str,
    due_on: str,
    indicator: str,
    responsible: Mapping[str, Any],
    baseline: str = "",
    target: str = "",
    steps: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """One line as a version keeps it. need: id, kind, code, label, category; intervention: code, name;
    partner and responsible: id, name; steps: step, action, actor, due_on; dates as YYYY-MM-DD.
    Versions of before have neither baseline, target nor steps."""
    return {
        "line": line_id,
        "need": dict(need),
        "goal": goal,
        "intervention": dict(intervention),
        "partner": dict(partner) if partner else None,
        "start_on": start_on,
        "due_on": due_on,
        "indicator": indicator,
        "responsible": dict(responsible),
        "baseline": baseline,
        "target": target,
        "steps": [dict(step) for step in steps],
    }


def plan_content(lines: Iterable[Line]) -> dict[str, Any]:
    """The content of a version: {"lines": [...]}, in the order given."""
    return {"lines": [dict(line) for line in lines]}


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as sorted compact JSON, 64 hex digits."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, came or went."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """How one line differs: `kind` added, removed or changed; `fields` maps field name to its words."""

    kind: Literal["added", "removed", "changed"]
    line_id: int
    need_label: str
    fields: Mapping[str, Sequence[Piece]]


def word_changes(before: str, after: str) -> list[Piece]:
    """The words of both texts in reading order, each run marked. Same + removed give `before`, same + added `after`."""
    old, new = before.split(), after.split()
    pieces: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece("removed", " ".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece("added", " ".join(new[new_from:new_to])))
    return pieces


def step_words(step: Mapping[str, Any]) -> str:
    """A kept step in words: what, by whom, until when."""
    return f"{step['action']} ({StepActor(step['actor']).label}, {shown(step, 'due_on')})"


def shown(line: Line, field: str) -> str:
    """A field of a kept line in words: names for people and things, days as DD-MM-YYYY."""
    value = line.get(field)
    if field == "steps":
        return "; ".join(step_words(step) for step in value or ())
    if field.endswith("_on") and value:
        return "-".join(reversed(str(value).split("-")))
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("name") or value.get("code") or "")
    return "" if value is None else str(value)


def plan_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[LineChange]:
    """What the second content changes in the first; [] when both say the same. Lines are matched by their number."""
    old = {line["line"]: line for line in before["lines"]}
    new = {line["line"]: line for line in after["lines"]}
    changes = [_compared(old.get(number), line) for number, line in new.items()]
    changes += [_compared(line, None) for number, line in old.items() if number not in new]
    return [change for change in changes if change is not None]


def _compared(old: Line | None, new: Line | None) -> LineChange | None:
    line = new or old or {}
    fields = {}
    for field in FIELDS:
        before, after = (shown(old, field) if old else ""), (shown(new, field) if new else "")
        if before != after:
            fields[field] = word_changes(before, after)
    if not fields:
        return None
    kind: Literal["added", "removed", "changed"] = "changed" if old and new else "added" if new else "removed"
    return LineChange(kind, line["line"], shown(line, "need"), fields)
