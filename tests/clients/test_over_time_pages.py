"""Assessments over time: two side by side, never a silent mix of versions, and only for who may read them."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from clients.rules.over_time import Sheet, compare
from tests.clients.instruments import KRIM, highest, lowest
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment


def sheet(instrument=KRIM, answers=None, score=0):
    factors = {factor.code: {"score": score, "category": "LOW"} for factor in instrument.factors}
    return Sheet(instrument, score, "LOW", factors, answers or lowest(KRIM), {"K1": "Menurut penjamin."})


def test_the_same_sheet_twice_has_no_change():
    found = compare(sheet(), sheet())
    assert found.total.change == 0 and not found.items and not found.apart and not found.other_bands
    assert [row.change for row in found.factors] == [0] * 7


def test_each_changed_answer_is_told_in_its_own_words():
    found = compare(sheet(answers=highest(KRIM)), sheet(answers=lowest(KRIM) | {"B2.2": True}, score=1))
    item = next(item for item in found.items if item.code == "K1")
    assert (item.change, item.before_note) == (-2, "Menurut penjamin.") and item.before != item.after
    tick = next(item for item in found.items if item.code == "B2.2")
    assert (tick.is_tick, tick.was_ticked, tick.is_ticked) == (True, False, True)
    assert len(found.items) + found.unchanged == len(KRIM.items)


def test_another_version_is_compared_only_where_both_have_the_same_scale():
    first, *rest = KRIM.factors
    newer = replace(
        KRIM,
        version="03/2027",
        factors=(replace(first, maximum=first.maximum + 2), *rest[:-1]),
        items=KRIM.items[1:],
        total=replace(KRIM.total, maximum=40),
    )
    found = compare(sheet(), sheet(newer))
    assert found.total is None
    assert {row.code for row in found.factors} == {factor.code for factor in rest[:-1]}
    assert {(row.code, row.why) for row in found.apart} == {
        ("", "maximum"),
        (first.code, "maximum"),
        (rest[-1].code, "only_before"),
        (KRIM.items[0].code, "only_before"),
    }


@pytest.fixture
def assessed(bapas, pk):
    guidance = make_guidance(office=bapas, officer=pk, name="Budi Contoh")
    made = [
        make_assessment(guidance, "KRIM", total, assessed_on=date(2025, month, 1)) for total, month in ((20, 2), (9, 8))
    ]
    return guidance, made


@pytest.mark.django_db
def test_the_pages_follow_the_scope(assessed, bapas, pk, head, other_pk, kanwil_staff, signed_in, client):
    guidance, (first, second) = assessed
    for name, query in (("over_time", {}), ("assessment_compare", {"dari": first.pk, "ke": second.pk})):
        url = reverse(f"clients:{name}", args=[guidance.pk])
        for reader in (pk, head, make_user(RoleCode.PK, bapas)):
            assert signed_in(reader).get(url, query).status_code == 200
        assert signed_in(other_pk).get(url, query).status_code == 404
        assert signed_in(kanwil_staff).get(url, query).status_code == 403
        assert client.get(url, query).status_code == 302


@pytest.mark.django_db
def test_the_comparison_tells_the_change_in_words(assessed, pk, signed_in):
    guidance, (first, second) = assessed
    url = reverse("clients:assessment_compare", args=[guidance.pk])
    page = signed_in(pk).get(url, {"dari": second.pk, "ke": first.pk})
    assert "turun 11: membaik" in page.content.decode()
    assert page.context["before"].assessment == first, "the older comes first whichever way they were asked for"


@pytest.mark.django_db
def test_two_instruments_or_another_persons_are_not_compared(assessed, bapas, pk, signed_in):
    guidance, (first, _second) = assessed
    rri = make_assessment(guidance, "RRI", 3)
    other = make_assessment(make_guidance(office=bapas, officer=pk), "KRIM", 3)
    url = reverse("clients:assessment_compare", args=[guidance.pk])
    for second in (rri.pk, other.pk, first.pk, "x", ""):
        assert signed_in(pk).get(url, {"dari": first.pk, "ke": second}).status_code == 404


@pytest.mark.django_db
def test_the_line_shows_standing_results_and_offers_the_replaced_ones(assessed, pk, signed_in):
    guidance, (_first, second) = assessed
    make_assessment(guidance, "KRIM", 15, assessed_on=date(2025, 8, 1), replaces_id=second.pk)
    page = signed_in(pk).get(reverse("clients:over_time", args=[guidance.pk]), {"instrumen": "KRIM"})
    assert [point.assessment.total for point in page.context["points"]] == [20, 15]
    assert len(page.context["line"]) == 3 and "sudah diperbaiki" in page.content.decode()
    empty = signed_in(pk).get(reverse("clients:over_time", args=[guidance.pk]))
    assert "Belum ada asesmen" in empty.content.decode()
