"""Targets of a directive: what can be counted, the periods, and each office's share by the rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.core.dates import add_months, month_end

HUNDRED = 100
MOST = 1_000_000
"""No office is asked for more in a period."""

MONTHS = {"BULAN": 1, "TRIWULAN": 3, "SEMESTER": 6, "TAHUN": 12}


@dataclass(frozen=True, slots=True)
class Measure:
    """Something this room counts itself. `unit` follows the number; `counts` says what is counted, by which day."""

    label: str | Promise
    unit: str | Promise
    counts: str | Promise


MEASURES: dict[str, Measure] = {
    "ACTIVITIES": Measure(
        _("Kegiatan Klien Bapas Peduli"), _("kegiatan"), _("Kegiatan yang diterima Kanwil, menurut hari kegiatan.")
    ),
    "PARTICIPANTS": Measure(
        _("Klien yang ikut kegiatan"),
        _("klien"),
        _("Klien berbeda pada kegiatan yang diterima Kanwil, menurut hari kegiatan."),
    ),
    "PLANS": Measure(
        _("Rencana aksi disetujui"), _("rencana"), _("Rencana aksi yang disetujui, menurut hari persetujuan.")
    ),
    "ORDERS": Measure(
        _("Kerja sosial selesai"),
        _("perintah"),
        _("Perintah kerja sosial dan pelayanan masyarakat yang selesai penuh, menurut hari selesai."),
    ),
}


def period_of(kind: str, day: date) -> tuple[date, date]:
    """First and last day of the calendar period of a kind (BULAN, TRIWULAN, SEMESTER, TAHUN) that holds `day`."""
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, month_end(add_months(first, months - 1))


def periods_between(kind: str, first: date, last: date) -> list[date]:
    """First days of the periods from `first`'s to `last`'s, the newest first."""
    found, current = [], period_of(kind, last)[0]
    oldest = period_of(kind, first)[0]
    while current >= oldest:
        found.append(current)
        current = add_months(current, -MONTHS[kind])
    return found


def per_hundred(amount: int, clients: int) -> int:
    """`amount` for every 100 clients, rounded up: 3 per 100 of 101 clients are 4."""
    return -(-amount * clients // HUNDRED)


def split(total: int, clients: Mapping[int, int]) -> dict[int, int]:
    """`total` divided by the share of clients, whole and without remainder (largest remainder first, then office).

    Raises ValueError where no office has a client.
    """
    everyone = sum(clients.values())
    if not everyone:
        raise ValueError("nobody to divide by")
    shares = {office: total * count // everyone for office, count in clients.items()}
    left = total - sum(shares.values())
    by_remainder = sorted(clients, key=lambda office: (-(total * clients[office] % everyone), office))
    for office in by_remainder[:left]:
        shares[office] += 1
    return shares


@dataclass(frozen=True, slots=True)
class Share:
    """What an office has to reach, and the clients it was computed from (None: not by clients)."""

    value: int
    basis: int | None


def shares(
    *, rule: str, amount: int | None, clients: Mapping[int, int], listed: Iterable[Mapping[str, int]]
) -> dict[int, Share]:
    """Office -> its share. `clients`: every Bapas with its clients under guidance. Raises ValueError as `split`."""
    if rule == "DAFTAR":
        return {row["office"]: Share(row["value"], None) for row in listed}
    number = amount or 0
    if rule == "SAMA":
        return {office: Share(number, None) for office in clients}
    if rule == "PER_100":
        return {office: Share(per_hundred(number, count), count) for office, count in clients.items()}
    return {office: Share(value, clients[office]) for office, value in split(number, clients).items()}


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a pasted list: an office by code or name, and its number; `fault` names what is wrong with it."""

    line: int
    office: str
    value: int
    fault: str = ""


HEADINGS = {"nilai", "target", "angka", "jumlah"}


def read_list(text: str) -> list[ListLine]:
    """Lines "3301; 12", "Bapas Kelas I Semarang<tab>12" or CSV; a heading and empty lines are passed over.

    `fault` is "" , "form" (no separator) or "number" (no whole number from 0 to MOST).
    """
    found: list[ListLine] = []
    for line, raw in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        words = raw.strip()
        if not words:
            continue
        place = max(words.rfind(mark) for mark in "\t;,")
        if place < 0:
            found.append(ListLine(line, words, 0, "form"))
            continue
        office, number = words[:place].strip().strip('"'), words[place + 1 :].strip().strip('"')
        if not found and number.lower() in HEADINGS:
            continue
        is_number = number.isascii() and number.isdigit() and len(number) <= len(str(MOST)) and int(number) <= MOST
        found.append(ListLine(line, office, int(number) if is_number else 0, "" if is_number else "number"))
    return found


def reached(value: int, target: int) -> int:
    """Percent of the target, rounded down; more than 100 is told as it is. A target of 0 is reached."""
    return value * HUNDRED // target if target else HUNDRED
