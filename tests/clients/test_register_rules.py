"""Rules of the register: ages, grounds, numbers, dates, NIK."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.choices import EndReason, GuidanceStatus
from clients.rules.closing import closing_problems, reasons_for
from clients.rules.cohort import age_on, allowed_statuses, is_child_at
from clients.rules.guidance_dates import CaseDates, GuidanceDates, case_date_problems, guidance_date_problems
from clients.rules.nik import is_nik, masked, nik_disagrees
from clients.rules.register_no import book_of, register_number

DAYS = st.dates(date(1940, 1, 1), date(2026, 12, 31))
PATTERN = "{office}/{book}-{cohort}/{running:04d}/{month:02d}/{year}"


@pytest.mark.parametrize(
    ("birth_on", "offence_on", "is_child"),
    [
        (date(2006, 5, 10), date(2024, 5, 9), True),
        (date(2006, 5, 10), date(2024, 5, 10), False),
        (date(2006, 5, 10), date(2024, 5, 11), False),
        (date(2004, 2, 29), date(2022, 2, 27), True),
        (date(2004, 2, 29), date(2022, 2, 28), False),
    ],
)
def test_a_child_is_one_who_was_under_18_on_the_day_of_the_act(birth_on, offence_on, is_child):
    assert is_child_at(birth_on, offence_on) is is_child


@given(DAYS, DAYS)
def test_child_and_age_agree(birth_on, day):
    assert is_child_at(birth_on, day) is (age_on(birth_on, day) < 18)


@given(DAYS, st.integers(0, 30_000))
def test_age_never_falls_as_days_pass(birth_on, later):
    day = min(birth_on + timedelta(days=later), date(2100, 1, 1))
    assert age_on(birth_on, day) <= age_on(birth_on, day + timedelta(days=1))


def test_every_ground_stands_for_somebody_and_the_two_lists_are_what_the_law_names():
    children, adults = set(allowed_statuses(True)), set(allowed_statuses(False))
    assert children | adults == set(GuidanceStatus)
    assert children - adults >= {"DIVERSI", "AKOT", "LPKS"}
    assert adults - children == {"KERSOS", "PIDSYARAT", "LANJUT"}


@pytest.mark.parametrize(
    ("status", "is_child", "running", "number"),
    [
        ("PB", False, 7, "3301/BIM-D/0007/11/2026"),
        ("DIVERSI", True, 12345, "3301/BIM-A/12345/11/2026"),
        ("PENGAWASAN", False, 1, "3301/WAS-D/0001/11/2026"),
    ],
)
def test_the_register_number_follows_the_pattern(status, is_child, running, number):
    made = register_number(
        pattern=PATTERN,
        office_code="3301",
        book=book_of(status),
        is_child=is_child,
        running=running,
        on=date(2026, 11, 24),
    )
    assert made == number


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("dates", "fields"),
    [
        ({}, set()),
        ({"birth_on": TODAY}, {"birth_on", "offence_on"}),
        ({"offence_on": date(2026, 11, 25)}, {"offence_on"}),
        ({"offence_on": date(1990, 1, 1)}, {"offence_on"}),
        ({"verdict_on": date(2023, 12, 31)}, {"verdict_on"}),
        ({"first_detained_on": date(2026, 12, 1)}, {"first_detained_on"}),
    ],
)
def test_dates_of_a_case(dates, fields):
    given_dates = {"birth_on": date(1990, 1, 1), "offence_on": date(2024, 1, 1), **dates}
    assert set(case_date_problems(CaseDates(**given_dates), today=TODAY)) == fields


@pytest.mark.parametrize(
    ("dates", "fields"),
    [
        ({}, set()),
        ({"start_on": date(2023, 12, 31)}, {"start_on"}),
        ({"start_on": TODAY + timedelta(days=60)}, set()),
        ({"start_on": TODAY + timedelta(days=61)}, {"start_on"}),
        ({"guidance_end_on": date(2025, 1, 1)}, {"guidance_end_on"}),
        ({"decree_on": TODAY + timedelta(days=1)}, {"decree_on"}),
        ({"sentence_expiry_on": date(2028, 1, 1)}, {"sentence_expiry_on"}),
        ({"sentence_expiry_on": date(2028, 1, 1), "status": "CB"}, set()),
    ],
)
def test_dates_of_a_guidance(dates, fields):
    given_dates = {
        "start_on": date(2026, 1, 1),
        "guidance_end_on": date(2027, 12, 31),
        "status": "PB",
        **dates,
    }
    found = guidance_date_problems(GuidanceDates(**given_dates), offence_on=date(2024, 1, 1), today=TODAY)
    assert set(found) == fields


@pytest.mark.parametrize(
    ("status", "ended_on", "reason", "fields"),
    [
        ("PB", date(2026, 11, 1), EndReason.HMB, set()),
        ("PB", date(2026, 10, 30), EndReason.HMB, {"end_reason"}),
        ("PB", date(2026, 10, 30), EndReason.CABUT, set()),
        ("PB", date(2026, 10, 30), EndReason.SELESAI_JAM, {"end_reason"}),
        ("KERSOS", date(2026, 10, 30), EndReason.SELESAI_JAM, set()),
        ("PB", date(2026, 11, 25), EndReason.HMB, {"ended_on"}),
        ("PB", date(2025, 12, 31), EndReason.CABUT, {"ended_on"}),
        ("PB", date(2026, 10, 30), "", {"end_reason"}),
    ],
)
def test_closing(status, ended_on, reason, fields):
    found = closing_problems(
        status=status,
        start_on=date(2026, 1, 1),
        guidance_end_on=date(2026, 11, 1),
        ended_on=ended_on,
        reason=reason,
        today=TODAY,
    )
    assert set(found) == fields


def test_hours_end_only_where_hours_were_ordered():
    assert {status for status in GuidanceStatus if EndReason.SELESAI_JAM in reasons_for(status)} == {"KERSOS", "YANMAS"}


@pytest.mark.parametrize(
    ("nik", "birth_on", "sex", "disagrees"),
    [
        ("3374011705900001", date(1990, 5, 17), "M", False),
        ("3374015705900001", date(1990, 5, 17), "F", False),
        ("3374015705900001", date(1990, 5, 17), "M", True),
        ("3374011705900001", date(1990, 5, 18), "M", True),
        ("3374011705900001", None, "M", False),
        ("3374011705900001", date(1990, 5, 17), "", False),
        ("", date(1990, 5, 17), "M", False),
    ],
)
def test_what_a_nik_says_of_its_holder(nik, birth_on, sex, disagrees):
    assert nik_disagrees(nik, birth_on=birth_on, sex=sex) is disagrees


def test_a_nik_is_sixteen_plain_digits():
    assert is_nik("3374011705900001")
    assert not any(map(is_nik, ["", "337401170590000", "33740117059000012", "337401170590000a", "３374011705900001"]))
    assert masked("3374011705900001") == "•••• •••• •••• 0001"
    assert masked("") == ""
