"""How often what appears (domain.md 8.5; where that is silent, assumed), and how long each ground lasts."""

from dataclasses import dataclass
from random import Random

from clients.choices import GuidanceStatus as S

WOMEN = 0.03
# Children are few among those under guidance and more among arrivals, since their periods are short.
CHILDREN_IN_STOCK = 0.045
CHILDREN_ARRIVING = 0.16
# A stock turns over in so many months, so this keeps an office's size nearly level.
MONTHS_OF_TURNOVER = 18
WITH_NIK = 0.5
REVOKED_A_YEAR = 0.009

# (weight, least days, most days) of a guidance period by its legal ground.
ADULT_FIRST_CLASS = {
    S.PB: (950, 200, 1100),
    S.CB: (20, 60, 180),
    S.CMB: (6, 30, 180),
    S.ASIM: (6, 60, 240),
    S.CMK: (2, 2, 5),
    S.PIDSYARAT: (4, 180, 720),
    S.PENGAWASAN: (4, 180, 720),
    S.KERSOS: (4, 30, 180),
    S.LANJUT: (2, 90, 360),
    S.RJ: (2, 30, 90),
}
ADULT_SECOND_CLASS = ADULT_FIRST_CLASS | {
    S.PB: (760, 180, 900),
    S.CB: (120, 60, 180),
    S.CMB: (30, 30, 180),
    S.ASIM: (40, 60, 240),
    S.KERSOS: (15, 30, 180),
    S.PENGAWASAN: (15, 180, 720),
}
CHILD = {
    S.DIVERSI: (30, 60, 180),
    S.PERINGATAN: (4, 30, 90),
    S.PEMBINAAN_LUAR: (7, 90, 360),
    S.YANMAS: (7, 14, 120),
    S.LATKER: (14, 90, 360),
    S.PEMBINAAN_DALAM: (5, 90, 360),
    S.AKOT: (9, 60, 180),
    S.LPKS: (7, 90, 360),
    S.TINDAKAN: (3, 60, 180),
    S.PENGAWASAN: (4, 90, 360),
    S.PB: (5, 120, 400),
    S.CB: (5, 60, 180),
}
ALL_ADULT = tuple(ADULT_FIRST_CLASS)
ALL_CHILD = tuple(CHILD)

# Weights by a word of the offence group's name; drugs and every group not named have their own.
DRUGS = {"adult": 55.0, "child": 14.0}
OTHER_OFFENCE = 0.25
OFFENCES = {
    "pencurian": (16.0, 36.0, "Pasal 363 ayat (1) KUHP"),
    "penganiayaan": (4.0, 10.0, "Pasal 351 ayat (1) KUHP"),
    "pengeroyokan": (2.0, 10.0, "Pasal 170 ayat (2) KUHP"),
    "perlindungan anak": (5.0, 14.0, "Pasal 81 ayat (2) UU 17/2016"),
    "kesusilaan": (1.5, 5.0, "Pasal 289 KUHP"),
    "penipuan": (3.0, 0.5, "Pasal 378 KUHP"),
    "penggelapan": (3.0, 0.5, "Pasal 372 KUHP"),
    "korupsi": (2.0, 0.0, "Pasal 3 UU 31/1999 jo. UU 20/2001"),
    "perjudian": (2.0, 0.5, "Pasal 303 ayat (1) KUHP"),
    "pembunuhan": (1.8, 1.0, "Pasal 338 KUHP"),
    "lalu lintas": (1.5, 2.0, "Pasal 310 ayat (4) UU 22/2009"),
    "penadahan": (1.0, 1.0, "Pasal 480 KUHP"),
    "perampokan": (0.8, 1.0, "Pasal 365 ayat (2) KUHP"),
}
DRUG_ARTICLES = (
    "Pasal 114 ayat (1) UU 35/2009",
    "Pasal 112 ayat (1) UU 35/2009",
    "Pasal 127 ayat (1) huruf a UU 35/2009",
)
UNNAMED_ARTICLES = "Lihat petikan putusan"


def in_stock(months: int) -> float:
    """The share of all persons who were under guidance before the first of `months` months."""
    return 1 / (1 + months / MONTHS_OF_TURNOVER)


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal ground and how many days of guidance it brought."""

    status: S
    days: int


def standing_ground(rng: Random, *, is_child: bool, is_first_class: bool) -> Ground:
    """A ground as met on a given day: the longer a period lasts, the likelier it is met."""
    table = CHILD if is_child else ADULT_FIRST_CLASS if is_first_class else ADULT_SECOND_CLASS
    longest = max(most for _, _, most in table.values())
    while True:
        found = ground(rng, is_child=is_child, is_first_class=is_first_class)
        if rng.random() < found.days / longest:
            return found


def ground(rng: Random, *, is_child: bool, is_first_class: bool, status: S | None = None) -> Ground:
    """Draw a ground for a child or an adult of an office's class; with `status` only its length is drawn."""
    table = CHILD if is_child else ADULT_FIRST_CLASS if is_first_class else ADULT_SECOND_CLASS
    chosen = status or rng.choices(list(table), [weight for weight, _, _ in table.values()])[0]
    _, least, most = table[chosen]
    return Ground(chosen, rng.randint(least, most))
