"""The needs map follows the newest assessment; practical needs are kept by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as properties
from hypothesis import strategies as st

from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid, WrongState
from clients.actions.needs import Chosen, close_need, open_practical_needs
from clients.models import Guidance, Need
from clients.queries.needs import open_needs
from clients.queries.needs_history import needs_on
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def by_pk(pk, scoped) -> dict:
    return {"by": pk, "scope": scoped(pk, "clients.assess")}


def krim(guidance, day, answers=None, **fields):
    return make_assessment(guidance, "KRIM", 0, assessed_on=day, answers=answers or {}, **fields)


def add(guidance, code, note="", on=None, **by_pk):
    """Open one need; returns the open row of its code."""
    chosen = [Chosen(code, on or today_in("WIB"), note)]
    open_practical_needs(guidance_id=guidance.pk, chosen=chosen, **by_pk)
    return Need.objects.get(guidance=guidance, kind="PRACTICAL", code=code, closed_on=None)


def codes(guidance):
    return [need.code for need in open_needs(guidance)]


def test_an_assessment_opens_its_needs_in_order(guidance):
    krim(guidance, date(2025, 3, 1), {"K1": 2, "K23": 1, "K24": 1}, ticks=["B2.2"])
    needs = open_needs(guidance)
    assert [(need.code, need.category) for need in needs] == [("F6", "HIGH"), ("F1", "MEDIUM"), ("B2.2", "")]
    assert needs[0].label == "Keuangan" and "tempat tinggal" in needs[2].help
    assert {need.need.opened_on for need in needs} == {date(2025, 3, 1)}


def test_a_new_assessment_closes_changes_and_keeps(guidance):
    krim(guidance, date(2025, 3, 1), {"K1": 2, "K24": 1, "K11": 1, "K12": 1})
    kept = Need.objects.get(code="F3")
    krim(guidance, date(2025, 9, 1), {"K23": 1, "K24": 1, "K11": 1, "K12": 1})
    assert codes(guidance) == ["F6", "F3"]
    assert Need.objects.get(code="F3") == kept
    closed = Need.objects.filter(guidance=guidance).exclude(closed_on=None)
    gone = closed.values_list("code", "closing", "closed_on")
    assert sorted(gone) == [("F1", "REASSESSED", date(2025, 9, 1)), ("F6", "REASSESSED", date(2025, 9, 1))]


def test_an_assessment_entered_late_for_an_earlier_day_changes_nothing(guidance):
    krim(guidance, date(2025, 9, 1), {"K1": 2})
    krim(guidance, date(2025, 3, 1), {"K24": 1})
    assert codes(guidance) == ["F1"]


def test_a_correction_takes_back_what_it_corrected(guidance):
    krim(guidance, date(2025, 3, 1), {"K24": 1})
    wrong = krim(guidance, date(2025, 9, 1), {"K1": 2})
    assert codes(guidance) == ["F1"]
    # The corrected one turns out to be older than the first, so that one speaks again.
    krim(guidance, date(2025, 2, 1), {"K1": 2}, replaces_id=wrong.pk)
    assert codes(guidance) == ["F6"]


def test_rri_leaves_the_map_alone(guidance):
    krim(guidance, date(2025, 3, 1), {"K1": 2})
    make_assessment(guidance, "RRI", 9, assessed_on=date(2025, 9, 1))
    assert codes(guidance) == ["F1"]


def test_child_aspects_are_needs(bapas, pk):
    child = make_guidance(office=bapas, officer=pk, child=True)
    make_assessment(child, "ANAK", 20, answers={"N13": 1, "N14": 1, "N15": 1})
    assert "F2" in codes(child) and "N" not in codes(child)


def test_practical_needs_are_opened_once_and_closed_with_a_reason(guidance, by_pk):
    need = add(guidance, "HOUSING", note=" Menumpang ", **by_pk)
    assert need.note == "Menumpang"
    with pytest.raises(Invalid) as refused:
        add(guidance, "HOUSING", note="Lain", **by_pk)
    assert set(refused.value.fields) == {"need-HOUSING"}
    closed = close_need(need_id=need.pk, closing="MET", **by_pk)
    assert closed.closed_on == today_in("WIB")
    with pytest.raises(WrongState):
        close_need(need_id=need.pk, closing="MET", **by_pk)
    assert add(guidance, "HOUSING", **by_pk).pk != need.pk
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "need.opened",
        "need.closed",
        "need.opened",
    ]


def test_several_needs_are_opened_at_once_or_not_at_all(guidance, by_pk):
    today = today_in("WIB")
    both = [Chosen("WORK", today, "Mengelas"), Chosen("HEALTH", today - timedelta(days=3))]
    opened = open_practical_needs(guidance_id=guidance.pk, chosen=both, **by_pk)
    assert [(need.code, need.opened_on) for need in opened] == [("WORK", today), ("HEALTH", today - timedelta(days=3))]
    with pytest.raises(Invalid) as refused:
        new = [Chosen("SCHOOL", today), Chosen("WORK", today, "Lain")]
        open_practical_needs(guidance_id=guidance.pk, chosen=new, **by_pk)
    assert set(refused.value.fields) == {"need-WORK"}
    assert set(codes(guidance)) == {"WORK", "HEALTH"}


def test_the_same_list_sent_twice_opens_once(guidance, by_pk):
    both = [Chosen("WORK", today_in("WIB"), "Mengelas "), Chosen("HEALTH", today_in("WIB"))]
    assert len(open_practical_needs(guidance_id=guidance.pk, chosen=both, **by_pk)) == 2
    assert open_practical_needs(guidance_id=guidance.pk, chosen=both, **by_pk) == []
    assert Need.objects.count() == AuditEvent.objects.filter(verb="need.opened").count() == 2


def test_a_tick_that_says_the_need_is_not_doubled(guidance, by_pk):
    krim(guidance, date(2025, 3, 1), ticks=["B2.2"])
    with pytest.raises(Invalid) as refused:
        add(guidance, "HOUSING", **by_pk)
    assert set(refused.value.fields) == {"need-HOUSING"}


@pytest.mark.parametrize("days", [-1, 100_000])
def test_a_need_is_known_between_the_start_and_today(guidance, by_pk, days):
    with pytest.raises(Invalid) as refused:
        add(guidance, "WORK", on=today_in("WIB") - timedelta(days=days), **by_pk)
    assert set(refused.value.fields) == {"on-WORK"}


def test_a_need_opens_again_no_earlier_than_it_closed(guidance, by_pk):
    today = today_in("WIB")
    need = add(guidance, "WORK", on=today - timedelta(days=9), **by_pk)
    close_need(need_id=need.pk, closing="MET", on=today - timedelta(days=3), **by_pk)
    with pytest.raises(Invalid) as refused:
        add(guidance, "WORK", on=today - timedelta(days=5), **by_pk)
    assert set(refused.value.fields) == {"on-WORK"}
    assert add(guidance, "WORK", on=today - timedelta(days=3), **by_pk).pk != need.pk


def test_nothing_chosen_and_one_chosen_twice_are_refused(guidance, by_pk):
    for chosen in ([], [Chosen("WORK", today_in("WIB"))] * 2):
        with pytest.raises(Invalid):
            open_practical_needs(guidance_id=guidance.pk, chosen=chosen, **by_pk)


def test_practical_needs_survive_a_new_assessment(guidance, by_pk):
    add(guidance, "WORK", **by_pk)
    krim(guidance, today_in("WIB"))
    assert codes(guidance) == ["WORK"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"closing": "REASSESSED"}, "closing"),
        ({"closing": ""}, "closing"),
        ({"on": today_in("WIB") + timedelta(days=1)}, "on"),
        ({"on": today_in("WIB") - timedelta(days=1)}, "on"),
    ],
)
def test_closing_needs_a_reason_and_a_possible_day(guidance, by_pk, change, field):
    need = add(guidance, "WORK", **by_pk)
    with pytest.raises(Invalid) as refused:
        close_need(**{"need_id": need.pk, "closing": "MET", **by_pk, **change})
    assert set(refused.value.fields) == {field}


def test_an_assessed_need_is_not_closed_by_hand(guidance, by_pk):
    krim(guidance, date(2025, 3, 1), {"K1": 2})
    with pytest.raises(WrongState):
        close_need(need_id=Need.objects.get().pk, closing="MET", **by_pk)


def test_unknown_needs_and_ended_guidance_are_refused(guidance, by_pk):
    with pytest.raises(Invalid):
        add(guidance, "CAR", **by_pk)
    Guidance.objects.filter(pk=guidance.pk).update(ended_on=date(2025, 6, 1), end_reason="HMB")
    with pytest.raises(WrongState):
        add(guidance, "WORK", **by_pk)


def test_another_office_finds_nothing(guidance, other_pk, scoped, by_pk):
    need = add(guidance, "WORK", **by_pk)
    theirs = {"by": other_pk, "scope": scoped(other_pk, "clients.assess")}
    with pytest.raises(Guidance.DoesNotExist):
        add(guidance, "HEALTH", **theirs)
    with pytest.raises(Need.DoesNotExist):
        close_need(need_id=need.pk, closing="MET", **theirs)


MOVES = st.lists(
    st.tuples(st.sampled_from(["OPEN", "MET", "DROPPED"]), st.sampled_from(["WORK", "HEALTH"]), st.integers(0, 9)),
    max_size=8,
)


@properties(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_any_order_of_opening_and_closing_is_what_the_map_of_each_day_tells(bapas, pk, scoped, moves):
    """The days told by the map are those of a plain set of days kept beside the actions."""
    guidance, today = make_guidance(office=bapas, officer=pk), today_in("WIB")
    by_pk = {"by": pk, "scope": scoped(pk, "clients.assess")}
    opened: dict[str, int] = {}
    stood: dict[str, set[int]] = {"WORK": set(), "HEALTH": set()}
    for move, code, ago in moves:
        try:
            if move == "OPEN":
                add(guidance, code, on=today - timedelta(days=ago), **by_pk)
                opened[code] = ago
            elif code in opened:
                need = Need.objects.get(guidance=guidance, code=code, closed_on=None)
                close_need(need_id=need.pk, closing=move, on=today - timedelta(days=ago), **by_pk)
                stood[code] |= set(range(ago + 1, opened.pop(code) + 1))
        except DomainError:
            continue
    for code, ago in opened.items():
        stood[code] |= set(range(ago + 1))
    for ago in range(11):
        rows = needs_on(guidance, today - timedelta(days=ago), None).rows
        assert {row.key for row in rows} == {code for code, days in stood.items() if ago in days}
