"""Does a definition hold together? Asked before a version of an instrument is published.

Works by counting, not by trust: the reachable scores of every factor and of the total are
enumerated, and every branch is tried over every reachable total, context and set of ticks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from clients.rules.bands import CATEGORIES, Band
from clients.rules.conditions import Condition, FactIs, Facts, TicksAtLeast, leaves
from clients.rules.instrument import (
    DefinitionError,
    Instrument,
    Item,
    Slot,
    parse,
)

# What the register can tell of a client: an instrument that asks for more could never be filled in.
KNOWN_FACTS = {"sex": ("F", "M"), "drug_offence": (True, False)}
SUBJECTS = {"RRI": "adult", "KRIM": "adult", "ANAK": "child"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault and its place: kind "head", "total", "due" (kriminogenik), or "part", "item", "factor" with a code."""

    kind: str
    code: str
    text: str

    def __str__(self) -> str:
        return self.text


def check_definition(definition: Mapping[str, Any]) -> list[str]:
    """All faults of a definition (JSON values), in Indonesian; empty when it may be published."""
    return [str(fault) for fault in faults_of(definition)]


def faults_of(definition: Mapping[str, Any]) -> list[Fault]:
    """The same with their places. What does not fit together at all is told alone: sums would be about nothing."""
    broken = structure_faults(definition)
    if broken:
        return broken
    instrument = parse(definition)
    return [
        *_head_faults(instrument),
        *_sense_faults(instrument),
        *_score_faults(instrument),
        *_branch_faults(instrument),
    ]


def structure_faults(definition: Mapping[str, Any]) -> list[Fault]:
    """What no draft may have: codes used twice or pointing nowhere. A draft without these can be shown and edited."""
    try:
        instrument = parse(definition)
    except DefinitionError as error:
        return [Fault("head", "", str(error))]
    return [*_name_faults(instrument), *_item_faults(instrument), *_condition_faults(instrument)]


def reachable_totals(instrument: Instrument) -> set[int]:
    """Every main total that some complete set of answers gives."""
    totals = {0}
    for slot, sign in instrument.signed_slots:
        if sign:
            totals = {total + sign * score for total in totals for score in _scores(slot)}
    return totals


def reachable_scores(instrument: Instrument, factor: str) -> set[int]:
    """Every score of this factor that some complete set of answers gives."""
    sums = {0}
    for slot in instrument.slots:
        if factor in slot.factors:
            sums = {total + score for total in sums for score in _scores(slot)}
    return sums


def _scores(slot: Slot) -> set[int]:
    scores = {score for item in slot.items for score in item.scores}
    return scores if slot.required else scores | {0}


def _name_faults(instrument: Instrument) -> Iterator[Fault]:
    for kind, what, codes in (
        ("item", "butir", [item.code for item in instrument.items]),
        ("part", "bagian", [part.code for part in instrument.parts]),
        ("factor", "faktor", [factor.code for factor in instrument.factors]),
    ):
        for code, count in Counter(codes).items():
            if count > 1:
                yield Fault(kind, code, f"{what} {code}: kode dipakai {count} kali")
    for part in instrument.parts:
        for code, count in Counter(group.code for group in part.groups).items():
            if count > 1:
                yield Fault("part", part.code, f"bagian {part.code}: kelompok {code} dipakai {count} kali")
    if not instrument.items:
        yield Fault("head", "", "instrumen tidak memiliki butir")


def _item_faults(instrument: Instrument) -> Iterator[Fault]:
    parts = {part.code: part for part in instrument.parts}
    factors = {factor.code for factor in instrument.factors}
    for item in instrument.items:
        part = parts.get(item.part)
        if part is None:
            yield Fault("item", item.code, f"{item.code}: bagian {item.part} tidak ada")
        elif item.group and item.group not in {group.code for group in part.groups}:
            text = f"{item.code}: kelompok {item.group} tidak ada pada bagian {item.part}"
            yield Fault("item", item.code, text)
        for factor in sorted(set(item.factors) - factors):
            yield Fault("item", item.code, f"{item.code}: faktor {factor} tidak ada")
        if len(item.scores) < len(item.options):
            yield Fault("item", item.code, f"{item.code}: dua pilihan bernilai sama")


def _condition_faults(instrument: Instrument) -> Iterator[Fault]:
    parts = {part.code for part in instrument.parts}
    for code in sorted({*instrument.total.add, *instrument.total.subtract} - parts):
        yield Fault("total", "", f"total: bagian {code} tidak ada")
    for name, values in instrument.context.items():
        if not set(values) <= set(KNOWN_FACTS.get(name, ())):
            yield Fault("head", "", f"keterangan {name}: tidak ada pada berkas klien")
    for place, where, condition in _conditions(instrument):
        for leaf in leaves(condition):
            if isinstance(leaf, FactIs) and not _is_known(instrument, leaf):
                yield Fault(*place, f"{where}: syarat {leaf.name} tidak dikenal")
            if isinstance(leaf, TicksAtLeast) and not parts.issuperset(leaf.parts):
                yield Fault(*place, f"{where}: syarat centang menunjuk bagian yang tidak ada")


def _is_known(instrument: Instrument, leaf: FactIs) -> bool:
    values = instrument.context.get(leaf.name, ())
    return any(type(leaf.value) is type(value) and leaf.value == value for value in values)


def _conditions(instrument: Instrument) -> Iterator[tuple[tuple[str, str], str, Condition]]:
    for part in instrument.parts:
        yield ("part", part.code), f"bagian {part.code}", part.due
    if instrument.kriminogenik_due is not None:
        yield ("due", ""), "kriminogenik", instrument.kriminogenik_due


def _head_faults(instrument: Instrument) -> Iterator[Fault]:
    expected = SUBJECTS.get(instrument.code)
    if expected is not None and instrument.subject != expected:
        words = {"adult": "dewasa", "child": "anak"}
        yield Fault("head", "", f"{instrument.code} adalah instrumen untuk {words[expected]}")


def _sense_faults(instrument: Instrument) -> Iterator[Fault]:
    """Alternatives that are none, empty parts and factors, parts that may stay away and yet are summed."""
    for code, items in _alternatives(instrument).items():
        if len(items) < 2:
            yield Fault("item", items[0].code, f"{items[0].code}: butir pengganti {code} hanya satu")
        if len({(item.part, item.factors) for item in items}) > 1:
            yield Fault("item", items[0].code, f"{items[0].code}: butir pengganti harus sebagian dan sefaktor")
    for part in instrument.parts:
        if instrument.total.sign(part.code) and leaves(part.due):
            yield Fault("part", part.code, f"bagian {part.code}: bagian yang dijumlahkan harus selalu diisi")
        if not instrument.items_of(part.code):
            yield Fault("part", part.code, f"bagian {part.code}: belum ada butirnya")
    counted = {factor for item in instrument.items for factor in item.factors}
    for factor in instrument.factors:
        if factor.code not in counted:
            yield Fault("factor", factor.code, f"{factor.code}: tidak ada butir yang dihitung di faktor ini")
    both = set(instrument.total.add) & set(instrument.total.subtract)
    for code in sorted(both):
        yield Fault("total", "", f"total: bagian {code} ditambahkan sekaligus dikurangkan")


def _alternatives(instrument: Instrument) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in instrument.items:
        if item.alternative:
            found.setdefault(item.alternative, []).append(item)
    return found


def _score_faults(instrument: Instrument) -> Iterator[Fault]:
    total = instrument.total
    for text in _range_faults("total", reachable_totals(instrument), total.maximum, total.bands):
        yield Fault("total", "", text)
    if not total.bands:
        yield Fault("total", "", "total: tabel kategori kosong")
    for factor in instrument.factors:
        scores = reachable_scores(instrument, factor.code)
        for text in _range_faults(factor.code, scores, factor.maximum, factor.bands):
            yield Fault("factor", factor.code, text)


def _range_faults(where: str, scores: Iterable[int], maximum: int, bands: tuple[Band, ...]) -> Iterator[str]:
    lowest, highest = min(scores), max(scores)
    if highest != maximum:
        yield f"{where}: nilai tertinggi {highest}, tercetak {maximum}"
    if not bands:
        return
    if bands[0].low > lowest or bands[-1].high < highest:
        yield f"{where}: kategori tidak mencakup nilai {lowest} sampai {highest}"
    for band in bands:
        if band.low > band.high:
            yield f"{where}: kategori {band.label} terbalik"
        if not any(band.low <= score <= band.high for score in scores):
            yield f"{where}: kategori {band.label} tidak mungkin tercapai"
    for before, after in pairwise(bands):
        if after.low != before.high + 1:
            yield f"{where}: kategori {before.label} dan {after.label} berlubang atau bertumpuk"
    if tuple(band.category for band in bands) != CATEGORIES[: len(bands)]:
        yield f"{where}: urutan kategori harus dari yang terendah"


def _branch_faults(instrument: Instrument) -> Iterator[Fault]:
    """Each branch must be able to hold and (unless it always holds) able not to hold."""
    situations = list(_situations(instrument))
    for place, where, condition in _conditions(instrument):
        found = {condition.holds(facts) for facts in situations}
        if True not in found:
            yield Fault(*place, f"{where}: syaratnya tidak mungkin terpenuhi")
        if leaves(condition) and False not in found:
            yield Fault(*place, f"{where}: syaratnya selalu terpenuhi")


def _situations(instrument: Instrument) -> Iterator[Facts]:
    """Every total x context x (no tick, or all ticks of the parts that are due there)."""
    boxes = Counter(item.part for item in instrument.ticks)
    names = list(instrument.context)
    for total in sorted(reachable_totals(instrument)):
        for values in product(*instrument.context.values()):
            bare = Facts(total, total, dict(zip(names, values, strict=True)))
            yield bare
            due = [part.code for part in instrument.parts if part.due.holds(bare)]
            yield Facts(total, total, bare.context, {part: boxes[part] for part in due})
