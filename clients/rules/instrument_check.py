"""Does a definition hold together? Asked before a version of an instrument is published.

Works by counting, not by trust: the reachable scores of every factor and of the total are
enumerated, and every branch is tried over every reachable total, context and set of ticks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, product
from typing import Any

from clients.rules.bands import CATEGORIES, Band
from clients.rules.conditions import Condition, FactIs, Facts, TicksAtLeast, leaves
from clients.rules.instrument import (
    DefinitionError,
    Instrument,
    Slot,
    parse,
)


def check_definition(definition: Mapping[str, Any]) -> list[str]:
    """All faults of a definition (JSON values), in Indonesian; empty when it may be published."""
    try:
        instrument = parse(definition)
    except DefinitionError as error:
        return [str(error)]
    faults = [
        *_name_faults(instrument),
        *_item_faults(instrument),
        *_condition_faults(instrument),
    ]
    return faults or [*_score_faults(instrument), *_branch_faults(instrument)]


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


def _name_faults(instrument: Instrument) -> Iterator[str]:
    for what, codes in (
        ("butir", [item.code for item in instrument.items]),
        ("bagian", [part.code for part in instrument.parts]),
        ("faktor", [factor.code for factor in instrument.factors]),
    ):
        for code, count in Counter(codes).items():
            if count > 1:
                yield f"{what} {code}: kode dipakai {count} kali"
    if not instrument.items:
        yield "instrumen tidak memiliki butir"


def _item_faults(instrument: Instrument) -> Iterator[str]:
    parts = {part.code: part for part in instrument.parts}
    factors = {factor.code for factor in instrument.factors}
    for item in instrument.items:
        part = parts.get(item.part)
        if part is None:
            yield f"{item.code}: bagian {item.part} tidak ada"
        elif item.group and item.group not in {group.code for group in part.groups}:
            yield f"{item.code}: kelompok {item.group} tidak ada pada bagian {item.part}"
        for factor in set(item.factors) - factors:
            yield f"{item.code}: faktor {factor} tidak ada"
        if len(item.scores) < len(item.options):
            yield f"{item.code}: dua pilihan bernilai sama"
    for slot in instrument.slots:
        if len({(item.part, item.factors) for item in slot.items}) > 1:
            yield f"{slot.code}: butir pengganti harus sebagian dan sefaktor"


def _condition_faults(instrument: Instrument) -> Iterator[str]:
    parts = {part.code for part in instrument.parts}
    for part in instrument.parts:
        if instrument.total.sign(part.code) and leaves(part.due):
            yield f"bagian {part.code}: bagian yang dijumlahkan harus selalu diisi"
    for code in {*instrument.total.add, *instrument.total.subtract} - parts:
        yield f"total: bagian {code} tidak ada"
    for where, condition in _conditions(instrument):
        for leaf in leaves(condition):
            if isinstance(leaf, FactIs) and leaf.value not in instrument.context.get(leaf.name, ()):
                yield f"{where}: syarat {leaf.name} tidak dikenal"
            if isinstance(leaf, TicksAtLeast) and not parts.issuperset(leaf.parts):
                yield f"{where}: syarat centang menunjuk bagian yang tidak ada"


def _conditions(instrument: Instrument) -> Iterator[tuple[str, Condition]]:
    for part in instrument.parts:
        yield f"bagian {part.code}", part.due
    if instrument.kriminogenik_due is not None:
        yield "kriminogenik", instrument.kriminogenik_due


def _score_faults(instrument: Instrument) -> Iterator[str]:
    total = instrument.total
    yield from _range_faults("total", reachable_totals(instrument), total.maximum, total.bands)
    if not total.bands:
        yield "total: tabel kategori kosong"
    for factor in instrument.factors:
        scores = reachable_scores(instrument, factor.code)
        yield from _range_faults(factor.code, scores, factor.maximum, factor.bands)


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


def _branch_faults(instrument: Instrument) -> Iterator[str]:
    """Each branch must be able to hold and (unless it always holds) able not to hold."""
    situations = list(_situations(instrument))
    for where, condition in _conditions(instrument):
        found = {condition.holds(facts) for facts in situations}
        if True not in found:
            yield f"{where}: syaratnya tidak mungkin terpenuhi"
        if leaves(condition) and False not in found:
            yield f"{where}: syaratnya selalu terpenuhi"


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
