"""Branches in words, and the plain rules of dates and consent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.forms.panel import panel_of
from clients.forms.sheet import Sheet, parts_of, read_sheet
from clients.queries.branches import decisions
from clients.rules.assessing import date_faults, guardian_must_consent
from clients.rules.scoring import score
from tests.clients.instruments import ALL, KRIM, MAN, RRI, answers_for_total, complete_answers, lowest

WOMAN_DRUGS = {"sex": "F", "drug_offence": True}
SENTENCES = [
    (
        5,
        MAN,
        {},
        [
            "Faktor tambahan (B): Diisi karena skor di bawah 7.",
            "Faktor khusus perempuan (C): Tidak perlu diisi: klien laki-laki.",
            "Faktor khusus tindak pidana narkotika (D): Tidak perlu diisi: bukan tindak pidana narkotika.",
            "Asesmen kriminogenik tidak diwajibkan: skor di bawah 7; bukan tindak pidana narkotika; "
            "tidak ada centang di bagian B atau C.",
            "Saran bimbingan: standar.",
        ],
    ),
    (
        16,
        WOMAN_DRUGS,
        {"C2": True},
        [
            "Faktor tambahan (B): Tidak perlu diisi: skor 7 atau lebih.",
            "Faktor khusus perempuan (C): Diisi karena klien perempuan.",
            "Faktor khusus tindak pidana narkotika (D): Diisi karena tindak pidana narkotika.",
            "Asesmen kriminogenik wajib karena skor 7 atau lebih; tindak pidana narkotika; "
            "ada centang di bagian B atau C.",
            "Saran bimbingan: paling intensif, bersama tenaga ahli.",
        ],
    ),
]


@pytest.mark.parametrize(("total", "context", "ticks", "said"), SENTENCES)
def test_branches_are_told_in_words(total, context, ticks, said):
    result = score(RRI, {**answers_for_total(RRI, total), **ticks}, context)
    assert decisions(RRI, result, context) == said


def test_an_instrument_without_branches_says_nothing():
    assert decisions(KRIM, score(KRIM, lowest(KRIM)), {}) == []


@pytest.mark.parametrize(
    ("assessed_on", "consent_on", "faults"),
    [
        (date(2025, 3, 1), date(2025, 3, 1), {}),
        (date(2025, 3, 1), date(2024, 1, 10), {}),
        (date(2025, 6, 1), date(2025, 6, 1), {}),
        (date(2025, 6, 2), date(2025, 6, 1), {"assessed_on": "future"}),
        (date(2024, 1, 9), date(2024, 1, 9), {"assessed_on": "before_offence", "consent_on": "before_offence"}),
        (date(2025, 3, 1), date(2025, 3, 2), {"consent_on": "after_assessment"}),
    ],
)
def test_dates_lie_between_the_act_and_today(assessed_on, consent_on, faults):
    found = date_faults(
        assessed_on=assessed_on, consent_on=consent_on, offence_on=date(2024, 1, 10), today=date(2025, 6, 1)
    )
    assert found == faults


@pytest.mark.parametrize(("day", "must"), [(date(2025, 5, 1), True), (date(2025, 5, 2), False)])
def test_a_guardian_consents_until_the_eighteenth_birthday(day, must):
    assert guardian_must_consent(date(2007, 5, 2), day) is must


@given(st.data(), st.sampled_from(ALL))
def test_what_the_form_shows_is_what_it_reads(data, instrument):
    """A page made of any answers, posted back unchanged, gives the same answers and notes."""
    answers = data.draw(complete_answers(instrument))
    answers |= dict.fromkeys(data.draw(st.sets(st.sampled_from(instrument.ticks))) if instrument.ticks else (), True)
    answers = {getattr(code, "code", code): value for code, value in answers.items()}
    notes = {data.draw(st.sampled_from(instrument.items)).code: "Bukti"}
    posted = {f"bukti-{code}": note for code, note in notes.items()}
    for part in parts_of(instrument, Sheet(answers, notes), {}):
        for question in (question for section in part.sections for question in section.questions):
            for block in question.blocks:
                name = f"butir-{block.item.code}" if question.is_ticks else question.name
                posted.update((name, choice.value) for choice in block.choices if choice.is_chosen)
    assert read_sheet(instrument, posted) == Sheet(answers, notes)


@given(
    st.dictionaries(st.sampled_from([f"butir-{item.code}" for item in RRI.items] + ["butir-Z9"]), st.text(max_size=6))
)
def test_nothing_posted_breaks_the_panel(posted):
    panel = panel_of(RRI, read_sheet(RRI, posted), MAN)
    assert panel.standing.needed == 10 and len(panel.parts) == 4
