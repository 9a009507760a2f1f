"""What a goal measures: from a baseline to a target, in words or as numbers with a unit."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

MOST = Decimal("9999999.99")
Fault = Literal["number", "same", "missing"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Either words (`baseline`, `target`) or numbers (`unit` and both values), or nothing at all."""

    unit: str = ""
    baseline: str = ""
    target: str = ""
    baseline_value: Decimal | None = None
    target_value: Decimal | None = None


def number_of(text: str) -> Decimal | None:
    """A number as an officer types it ("4", "2,5", "-1.25"), to two places; None for anything else."""
    plain = text.strip().replace(",", ".")
    if not plain or not set(plain) <= set("0123456789.-"):
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if abs(number) <= MOST and number == round(number, 2) else None


def read_measure(*, baseline: str, target: str, unit: str) -> tuple[Measure, dict[str, Fault]]:
    """The measure as typed, and its faults by field. With a unit both are numbers that differ, without it words."""
    baseline, target, unit = baseline.strip(), target.strip(), unit.strip()
    if not (baseline or target or unit):
        return Measure(), {}
    faults: dict[str, Fault] = {name: "missing" for name, text in _both(baseline, target) if not text}
    if not unit:
        return Measure(baseline=baseline, target=target), faults
    numbers = {name: number_of(text) for name, text in _both(baseline, target)}
    faults |= {name: "number" for name, text in _both(baseline, target) if text and numbers[name] is None}
    if not faults and numbers["baseline"] == numbers["target"]:
        faults["target"] = "same"
    return Measure(unit, baseline_value=numbers["baseline"], target_value=numbers["target"]), faults


def _both(baseline: str, target: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("baseline", baseline), ("target", target)


def number_words(number: Decimal) -> str:
    """4 and 2,5: no zeros at the end, a comma as in Indonesian."""
    plain = f"{number:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")


def amount_words(words: str, value: Decimal | None, unit: str) -> str:
    """What was measured as a reader reads it: the words, or the number with its unit; "" for nothing."""
    return words if value is None else f"{number_words(value)} {unit}".strip()


def percent_done(baseline: Decimal, target: Decimal, now: Decimal) -> int:
    """How far from baseline to target, 0 to 100 whole percent, rounded down; falling targets count as rising ones."""
    return max(0, min(100, int((now - baseline) * 100 / (target - baseline))))


@dataclass(frozen=True, slots=True)
class Amount:
    """What was measured on a day: a number with its unit, or words."""

    value: Decimal | None = None
    unit: str = ""
    words: str = ""


WORDS_LENGTH = 200


def read_amount(typed: str, unit: str) -> tuple[Amount, Literal["", "missing", "number", "long"]]:
    """A reading as typed, and its fault. With a unit it is a number, without it words of at most WORDS_LENGTH."""
    plain = typed.strip()
    if not plain:
        return Amount(), "missing"
    if not unit:
        return Amount(words=plain), "long" if len(plain) > WORDS_LENGTH else ""
    number = number_of(plain)
    return Amount(number, unit), "number" if number is None else ""
