"""When a service suits a client, and which moves a referral may make."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.choices_referral import NEXT_STAGES, ReferralStage


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom a service is. Ages in whole years, both included; `areas`: region codes, empty for everywhere."""

    needs: Sequence[str]
    for_men: bool
    for_women: bool
    age_from: int | None
    age_to: int | None
    areas: Sequence[str]
    is_active: bool


def may_move(old: ReferralStage, new: ReferralStage) -> bool:
    return new in NEXT_STAGES[old]


def serves_area(areas: Collection[str], region_code: str) -> bool:
    """A region is served when it or one above it is named; none named, or no region known: yes."""
    return not areas or not region_code or any(region_code.startswith(area) for area in areas)


def unsuitable(terms: Terms, *, needs: Collection[str], sex: str, age: int, region_code: str) -> list[str | Promise]:
    """Why the service does not suit; empty when it does. `needs`: codes of help for what it is asked for."""
    found: list[str | Promise] = []
    if not terms.is_active:
        found.append(_("Layanan ini sudah tidak berjalan."))
    if not set(needs) & set(terms.needs):
        found.append(_("Layanan ini tidak melayani kebutuhan yang dipilih."))
    if (sex == "M" and not terms.for_men) or (sex == "F" and not terms.for_women):
        found.append(_("Layanan ini hanya untuk perempuan.") if sex == "M" else _("Layanan ini hanya untuk laki-laki."))
    if (terms.age_from is not None and age < terms.age_from) or (terms.age_to is not None and age > terms.age_to):
        found.append(_("Usia klien di luar usia yang dilayani."))
    if not serves_area(terms.areas, region_code):
        found.append(_("Tempat tinggal klien di luar wilayah yang dilayani."))
    return found
