"""An assessment instrument's definition, read into frozen values.

The definition is data: a JSON object as `clients/instruments/instrument.schema.json` describes
it (see the README beside it). `parse` reads it once; scoring, forms and print-outs then work on
the values here. No Django, no files, no database. Whether the parts fit together (bands without
gaps, printed maxima, reachable branches) is the business of `instrument_check`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from clients.rules.bands import Band
from clients.rules.conditions import Condition, parse_condition


class DefinitionError(ValueError):
    """A definition that cannot be read; the message says where and what, in Indonesian."""


@dataclass(frozen=True, slots=True)
class Option:
    score: int
    label: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about the source that an officer and Ditjenpas should know of."""

    code: str
    text: str


@dataclass(frozen=True)
class Item:
    """One question: scored by one of its options, or (kind "tick") a box without a score."""

    code: str
    part: str
    kind: Literal["score", "tick"]
    label: str
    short_label: str
    source: str
    help: str = ""
    group: str = ""
    alternative: str = ""
    readable: bool = True
    factors: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    flags: tuple[Flag, ...] = ()

    @cached_property
    def scores(self) -> frozenset[int]:
        return frozenset(option.score for option in self.options)

    @cached_property
    def lowest(self) -> int:
        return min(self.scores)

    @cached_property
    def highest(self) -> int:
        return max(self.scores)


@dataclass(frozen=True)
class Slot:
    """One answer that is asked for: a scored item, or alternatives of which one is answered."""

    items: tuple[Item, ...]

    @cached_property
    def code(self) -> str:
        return self.items[0].code

    @cached_property
    def part(self) -> str:
        return self.items[0].part

    @cached_property
    def factors(self) -> tuple[str, ...]:
        return self.items[0].factors

    @cached_property
    def required(self) -> bool:
        """False only where the source's text is not readable: an empty answer counts 0."""
        return any(item.readable for item in self.items)

    @cached_property
    def lowest(self) -> int:
        low = min(item.lowest for item in self.items)
        return low if self.required else min(0, low)

    @cached_property
    def highest(self) -> int:
        return max(item.highest for item in self.items)


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    label: str
    help: str
    due: Condition
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    code: str
    label: str
    maximum: int
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """The main total: parts in `add` minus parts in `subtract`."""

    label: str
    add: tuple[str, ...]
    subtract: tuple[str, ...]
    maximum: int
    bands: tuple[Band, ...]

    def sign(self, part: str) -> int:
        return (part in self.add) - (part in self.subtract)


@dataclass(frozen=True)
class Instrument:
    """One version of one instrument. Never changes once published (Kepdirjenpas versions)."""

    code: str
    version: str
    title: str
    short_title: str
    subject: Literal["adult", "child"]
    decree: str | None
    source_text: str
    context: Mapping[str, tuple[str | bool, ...]]
    total: Total
    parts: tuple[Part, ...]
    factors: tuple[Factor, ...]
    items: tuple[Item, ...]
    kriminogenik_due: Condition | None
    flags: tuple[Flag, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def order(self) -> dict[str, int]:
        return {item.code: place for place, item in enumerate(self.items)}

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Scored answers asked for, in the order of the form."""
        held: dict[str, list[Item]] = {}
        for item in self.items:
            if item.kind == "score":
                held.setdefault(f"/{item.alternative}" if item.alternative else item.code, []).append(item)
        return tuple(Slot(tuple(items)) for items in held.values())

    @cached_property
    def signed_slots(self) -> tuple[tuple[Slot, int], ...]:
        """Each slot with +1, -1 or 0: how it counts in the main total."""
        return tuple((slot, self.total.sign(slot.part)) for slot in self.slots)

    @cached_property
    def ticks(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind == "tick")

    def items_of(self, part: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.part == part)


def parse(definition: Mapping[str, Any]) -> Instrument:
    """Read a definition (JSON object, see the schema). Raises DefinitionError."""
    try:
        return _instrument(definition)
    except KeyError as error:
        raise DefinitionError(f"definisi tidak lengkap: {error.args[0]} tidak ada") from error
    except (TypeError, AttributeError, ValueError) as error:
        raise DefinitionError(f"definisi tidak dapat dibaca: {error}") from error


def _instrument(raw: Mapping[str, Any]) -> Instrument:
    due = raw["kriminogenik_due"]
    return Instrument(
        code=raw["code"],
        version=raw["version"],
        title=raw["title"],
        short_title=raw["short_title"],
        subject=raw["subject"],
        decree=raw["source"]["decree"],
        source_text=raw["source"]["text"],
        flags=_flags(raw),
        context={name: tuple(values) for name, values in raw["context"].items()},
        total=_total(raw["total"]),
        parts=tuple(_part(part) for part in raw["parts"]),
        factors=tuple(_factor(factor) for factor in raw["factors"]),
        items=tuple(_item(item) for item in raw["items"]),
        kriminogenik_due=None if due is None else parse_condition(due),
    )


def _flags(raw: Mapping[str, Any]) -> tuple[Flag, ...]:
    return tuple(Flag(flag["code"], flag["text"]) for flag in raw.get("flags", ()))


def _whole(raw: Mapping[str, Any], name: str) -> int:
    if type(raw[name]) is not int:
        raise ValueError(f"{name} harus bilangan bulat, bukan {raw[name]!r}")
    return int(raw[name])


def _bands(raw: list[Mapping[str, Any]]) -> tuple[Band, ...]:
    return tuple(Band(band["category"], band["label"], _whole(band, "from"), _whole(band, "to")) for band in raw)


def _total(raw: Mapping[str, Any]) -> Total:
    return Total(
        label=raw["label"],
        add=tuple(raw["add"]),
        subtract=tuple(raw.get("subtract", ())),
        maximum=_whole(raw, "printed_maximum"),
        bands=_bands(raw["bands"]),
    )


def _factor(raw: Mapping[str, Any]) -> Factor:
    return Factor(raw["code"], raw["label"], _whole(raw, "printed_maximum"), _bands(raw["bands"]))


def _part(raw: Mapping[str, Any]) -> Part:
    return Part(
        code=raw["code"],
        label=raw["label"],
        help=raw.get("help", ""),
        due=parse_condition(raw["due"]),
        groups=tuple(Group(group["code"], group["label"]) for group in raw.get("groups", ())),
    )


def _item(raw: Mapping[str, Any]) -> Item:
    options = tuple(Option(_whole(option, "score"), option["label"]) for option in raw.get("options", ()))
    if (raw["kind"] == "score") != bool(options):
        raise ValueError(f"{raw['code']}: butir bernilai harus punya pilihan, centang tidak")
    return Item(
        code=raw["code"],
        part=raw["part"],
        kind=raw["kind"],
        label=raw["label"],
        short_label=raw["short_label"],
        source=raw["source"],
        help=raw.get("help", ""),
        group=raw.get("group", ""),
        alternative=raw.get("alternative", ""),
        readable=raw.get("readable", True),
        factors=tuple(raw.get("factors", ())),
        options=options,
        flags=_flags(raw),
    )
