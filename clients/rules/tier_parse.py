"""Reading a tier rule's JSON into values; whatever is not in the schema is refused, in words for an administrator."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from clients.rules.tier_inputs import INPUTS, NONE_YET, Input
from clients.rules.tiers import (
    OTHERWISE,
    All,
    AnyOf,
    AtLeast,
    Capacity,
    Clause,
    Condition,
    Includes,
    IsIn,
    Leaf,
    Level,
    Not,
    TierLadder,
)

LONGEST = {"code": 20, "version": 20, "label": 60, "title": 120, "contact": 120, "words": 250}
LONGEST_TEXT = 1000
MOST_POINTS = 1000
MOST_COUNT = 100_000
DEEPEST = 8
MOST_CLAUSES = 60
# Beyond these a value cannot be kept as JSON by PostgreSQL, or is no text.
_CONTROL = frozenset(map(chr, [*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000)]))


class RuleError(ValueError):
    """A rule that cannot be read; the message says where and what."""


def parse(definition: Any) -> TierLadder:
    """The rule as values. Raises RuleError."""
    root = _object(definition, "", {"version", "title", "source", "tiers", "capacity", "clauses", OTHERWISE}, {"flags"})
    levels = tuple(_level(each, f"tiers[{n}]") for n, each in enumerate(_list(root["tiers"], "tiers"), start=1))
    if not levels:
        raise RuleError(_("tiers: sedikitnya satu tingkat."))
    _once([level.code for level in levels], "tiers")
    known = {level.code for level in levels}
    clauses = tuple(
        _clause(each, f"clauses[{n}]", known) for n, each in enumerate(_list(root["clauses"], "clauses"), start=1)
    )
    if len(clauses) > MOST_CLAUSES:
        raise RuleError(_("clauses: paling banyak %(most)s butir.") % {"most": MOST_CLAUSES})
    _once([clause.code for clause in clauses], "clauses")
    rest = _object(root[OTHERWISE], OTHERWISE, {"tier", "words"})
    return TierLadder(
        version=_text(root, "version", ""),
        title=_text(root, "title", ""),
        source=_text(_object(root["source"], "source", {"text"}), "text", "source"),
        levels=levels,
        capacity=_capacity(root["capacity"]),
        clauses=clauses,
        otherwise=_tier(rest, OTHERWISE, known),
        otherwise_words=_text(rest, "words", OTHERWISE),
        flags=tuple(_flag(each, f"flags[{n}]") for n, each in enumerate(_list(root.get("flags", []), "flags"), 1)),
    )


def _where(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _object(raw: Any, path: str, needed: set[str], optional: frozenset[str] | set[str] = frozenset()) -> dict:
    if not isinstance(raw, dict):
        raise RuleError(_("%(where)s: harus berupa objek {…}.") % {"where": path or _("Aturan")})
    missing, strange = needed - raw.keys(), raw.keys() - needed - optional - {"$schema"}
    if missing:
        raise RuleError(_("%(where)s: tidak ada.") % {"where": _where(path, min(missing))})
    if strange:
        raise RuleError(_("%(where)s: tidak dikenal.") % {"where": _where(path, str(min(strange))[:40])})
    return raw


def _list(raw: Any, path: str) -> list:
    if not isinstance(raw, list):
        raise RuleError(_("%(where)s: harus berupa daftar […].") % {"where": path})
    return raw


def _text(raw: Mapping[str, Any], name: str, path: str, *, may_be_empty: bool = False) -> str:
    value, where = raw.get(name, ""), _where(path, name)
    if not isinstance(value, str) or (not value.strip() and not may_be_empty):
        raise RuleError(_("%(where)s: harus berupa teks yang terisi.") % {"where": where})
    if not _CONTROL.isdisjoint(value):
        raise RuleError(_("%(where)s: memuat karakter yang tidak dapat disimpan.") % {"where": where})
    most = LONGEST.get(name, LONGEST_TEXT)
    if len(value) > most:
        raise RuleError(_("%(where)s: paling banyak %(most)s huruf.") % {"where": where, "most": most})
    return value.strip()


def _number(raw: Mapping[str, Any], name: str, path: str, low: int, high: int) -> int:
    value = raw.get(name)
    if type(value) is not int or not low <= value <= high:
        where = _where(path, name)
        raise RuleError(
            _("%(where)s: angka bulat %(low)s sampai %(high)s.") % {"where": where, "low": low, "high": high}
        )
    return value


def _once(codes: list[str], path: str) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise RuleError(_("%(where)s: kode %(code)s dipakai dua kali.") % {"where": path, "code": twice[0]})


def _tier(raw: Mapping[str, Any], path: str, known: set[str]) -> str:
    code = _text(raw, "tier", path)
    if code not in known:
        raise RuleError(
            _("%(where)s: tingkat %(code)s tidak ada di tiers.") % {"where": _where(path, "tier"), "code": code[:40]}
        )
    return code


def _level(raw: Any, path: str) -> Level:
    given = _object(raw, path, {"code", "label", "points", "contact"}, {"help"})
    return Level(
        code=_text(given, "code", path),
        label=_text(given, "label", path),
        points=_number(given, "points", path, 0, MOST_POINTS),
        contact=_text(given, "contact", path),
        help=_text(given, "help", path, may_be_empty=True),
    )


def _capacity(raw: Any) -> Capacity:
    given = _object(raw, "capacity", {"points", "near_percent"}, {"text"})
    return Capacity(
        points=_number(given, "points", "capacity", 1, MOST_COUNT),
        near_percent=_number(given, "near_percent", "capacity", 1, 100),
        text=_text(given, "text", "capacity", may_be_empty=True),
    )


def _flag(raw: Any, path: str) -> str:
    return _text(_object(raw, path, {"text"}), "text", path)


def _clause(raw: Any, path: str, known: set[str]) -> Clause:
    given = _object(raw, path, {"code", "words", "when", "tier"})
    code = _text(given, "code", path)
    if code == OTHERWISE:
        raise RuleError(_("%(where)s: kode ini sudah dipakai untuk sisanya.") % {"where": _where(path, "code")})
    when = parse_condition(given["when"], f"{path}.when")
    return Clause(code, _text(given, "words", path), when, _tier(given, path, known))


def parse_condition(raw: Any, path: str = "when", depth: int = 1) -> Condition:
    """One condition of the language in `clients.rules.tiers`. Raises RuleError."""
    if depth > DEEPEST:
        raise RuleError(_("%(where)s: bersarang terlalu dalam.") % {"where": path})
    if isinstance(raw, dict):
        for name, kind in (("all", All), ("any", AnyOf)):
            if raw.keys() == {name}:
                members = _list(raw[name], _where(path, name))
                if not members:
                    raise RuleError(_("%(where)s: kosong.") % {"where": _where(path, name)})
                return kind(tuple(parse_condition(each, f"{path}.{name}", depth + 1) for each in members))
        if raw.keys() == {"not"}:
            return Not(parse_condition(raw["not"], f"{path}.not", depth + 1))
        if "input" in raw and len(raw) == 2:
            return _leaf(raw, path)
    raise RuleError(_("%(where)s: syarat tidak dikenal.") % {"where": path})


def _leaf(raw: Mapping[str, Any], path: str) -> Leaf:
    name = raw["input"]
    given = INPUTS.get(name) if isinstance(name, str) else None
    if given is None:
        raise RuleError(_("%(where)s: masukan %(name)s tidak dikenal.") % {"where": path, "name": str(name)[:40]})
    match raw:
        case {"is": value} if given.kind in ("category", "choice", "yes_no"):
            return IsIn(given.name, (_allowed(given, value, path),))
        case {"is_in": [_first, *_rest] as values} if given.kind in ("category", "choice"):
            return IsIn(given.name, tuple(_allowed(given, value, path) for value in values))
        case {"at_least": int(value)} if given.kind == "count":
            return AtLeast(given.name, _number({"at_least": value}, "at_least", path, 1, MOST_COUNT))
        case {"at_least": str(value)} if given.kind == "category" and value in given.values:
            return AtLeast(given.name, value)
        case {"includes": [_first, *_rest] as codes} if given.kind == "codes":
            return Includes(given.name, tuple(_allowed(given, code, path) for code in codes))
    raise RuleError(_("%(where)s: syarat ini tidak cocok untuk masukan %(name)s.") % {"where": path, "name": name})


def _allowed(given: Input, value: Any, path: str) -> Any:
    if given.kind == "yes_no":
        is_known = isinstance(value, bool)
    elif given.kind == "codes" and not given.values:
        is_known = bool(_text({"code": value}, "code", path))
    else:
        is_known = value in given.values or (given.kind == "category" and value == NONE_YET)
    if not is_known or (given.kind != "yes_no" and not isinstance(value, str)):
        raise RuleError(
            _("%(where)s: nilai %(value)s bukan nilai %(name)s.")
            % {"where": path, "value": str(value)[:40], "name": given.name}
        )
    return value.strip() if isinstance(value, str) else value
