"""When an assessment may stand: its dates, and who may consent to it. Plain values only."""

from datetime import date
from typing import Literal

from clients.rules.cohort import ADULT_AT_YEARS, age_on

DateFault = Literal["future", "before_offence", "after_assessment"]


def guardian_must_consent(birth_on: date, consent_on: date) -> bool:
    """Under 18 a parent or guardian consents to the handling of personal data (UU 27/2022 art. 25)."""
    return age_on(birth_on, consent_on) < ADULT_AT_YEARS


def date_faults(*, assessed_on: date, consent_on: date, offence_on: date, today: date) -> dict[str, DateFault]:
    """What is wrong with the dates, by field; empty when they may stand.

    Consent comes before the interview (informed consent, domain.md 4.1), and neither lies before the act.
    """
    faults: dict[str, DateFault] = {}
    for field, day in (("assessed_on", assessed_on), ("consent_on", consent_on)):
        if day > today:
            faults[field] = "future"
        elif day < offence_on:
            faults[field] = "before_offence"
    if "consent_on" not in faults and consent_on > assessed_on:
        faults["consent_on"] = "after_assessment"
    return faults
