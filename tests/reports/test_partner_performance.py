"""How partners do: facts as a plain loop counts them, small numbers that nobody works out, the right readers."""

import random
from collections import Counter
from datetime import timedelta
from statistics import median_low
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.core.dates import add_months, month_end, month_start, today_in
from clients.rules.needs import need_key
from partners.choices_referral import ReferralStage
from partners.models import ReferralMove, ReferralNeed, ReferralOutcome, ReferralReport
from reports.actions import refresh_all
from reports.models import ReferralFact
from reports.rules_partners import hide_column, outcome_score, quantile
from reports.verify import verify
from tests.factories import make_bapas, make_guidance, make_kanwil, make_nation, make_user
from tests.factories.partners import (
    make_offering,
    make_organisation,
    make_referral,
    make_referral_session,
    move_referral,
)
from tests.factories.programs import make_need
from tests.factories.reports import make_published

URL = reverse("reports:partner_performance")


def this_month():
    return month_start(today_in())


def make_sent(office, offering, number, stage=ReferralStage.ACCEPTED, *, child=False):
    return [make_referral(make_guidance(office=office, child=child), offering, stage) for _ in range(number)]


@given(st.dictionaries(st.integers(0, 90), st.integers(1, 9), min_size=1))
def test_a_quantile_of_counts_is_that_of_the_days(days):
    spread = [day for day, number in days.items() for _ in range(number)]
    expected = median_low(spread) if len(spread) >= 5 else None
    assert quantile(days, 0.5) == expected
    if expected is not None:
        assert quantile(days, 0.9) == sorted(spread)[-(len(spread) // 10) - 1]


@pytest.mark.parametrize(
    ("outcomes", "score"),
    [
        ({}, None),
        ({"MET": 4, "NOT_TRIED": 9}, None),
        ({"MET": 5}, 1.0),
        ({"MET": 2, "PARTLY": 2, "NOT_MET": 2, "NOT_TRIED": 5}, 0.5),
    ],
)
def test_the_average_outcome_leaves_out_what_was_not_tried(outcomes, score):
    assert outcome_score(outcomes) == score


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.sets(st.integers(0, 7), max_size=4))
def test_no_hidden_number_is_the_total_less_what_is_shown(parts, also):
    also = {place for place in also if place < len(parts)}
    shown = hide_column(parts, also)
    hidden = [part for part, seen in zip(parts, shown, strict=True) if seen is None]
    assert all(not 0 < seen < 5 for seen in shown if seen is not None)
    assert all(shown[place] is None for place in also)
    if sum(hidden) and len(hidden) < len(parts):
        # Several are hidden, and each might be five or more.
        assert len(hidden) >= 2 and sum(hidden) >= 5


@pytest.mark.django_db
def test_partners_side_by_side(bapas, head, signed_in):
    good, few, other = (make_organisation(office=bapas, name=name) for name in ("Mitra A", "Mitra B", "Mitra C"))
    make_sent(bapas, make_offering(good), 8, ReferralStage.STARTED)
    make_sent(bapas, make_offering(few), 2, ReferralStage.DECLINED)
    make_sent(bapas, make_offering(other), 6, ReferralStage.WAITING)
    make_published(this_month())
    answer = signed_in(head).get(URL)
    rows = {row.name: row for row in answer.context["page"].partners}
    assert [row.name for row in answer.context["page"].partners] == ["Mitra A", "Mitra B", "Mitra C"]
    assert list(rows["Mitra A"].counts)[:2] == [8, 8]
    assert rows["Mitra A"].answer == (0, 0)
    # 16 in all less 8 would be 8 for two: the smaller of the others goes with it.
    assert rows["Mitra B"].is_hidden and rows["Mitra C"].is_hidden
    assert list(answer.context["page"].whole.counts) == [16, 8, None, 6, 8, 0, 0]
    assert "Terlalu sedikit untuk dibandingkan" in answer.content.decode()


@pytest.mark.django_db
def test_who_may_look_and_where(bapas, other_bapas, pk, head, kanwil_staff, directorate, signed_in, client):
    make_sent(bapas, make_offering(office=bapas), 6)
    make_published(this_month())
    assert client.get(URL).url.startswith(reverse("accounts:sign_in"))
    for reader in (pk, head, kanwil_staff, directorate):
        page = signed_in(reader).get(URL, {"office": bapas.pk}).context["page"]
        assert page.whole.counts[0] == 6
    for reader in (pk, head, kanwil_staff):
        assert signed_in(reader).get(URL, {"office": other_bapas.pk}).status_code == 404
    assert signed_in(make_user("OPERATOR", bapas)).get(URL).status_code == 403
    # Above a Bapas: whole years, one cohort at a time.
    browser, year = signed_in(kanwil_staff), this_month().year
    assert browser.get(URL, {"period": f"{year}-4", "office": bapas.pk}).status_code == 404
    assert [value for value, _ in browser.get(URL).context["form"].fields["cohort"].choices] == ["adult", "child"]


@pytest.mark.django_db
def test_queries_do_not_grow_with_partners(bapas, head, signed_in):
    browser, asked = signed_in(head), []
    for number in (1, 6):
        for _ in range(number):
            make_sent(bapas, make_offering(office=bapas), 1)
        make_published(this_month())
        browser.get(URL)
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 13


def plain(month):
    """The facts of a month by loops: Counter of (office, partner, need, measure, key)."""
    last, found = month_end(month), Counter()

    def add(referral, measure, key="", needs=None):
        own = {
            need_key(kind=row.need.kind, code=row.need.code, is_child=referral.guidance.is_child)
            for row in referral.needs.filter(removed_at=None)
        }
        for need in ("", *(own if needs is None else needs)):
            found[referral.guidance.office_id, referral.partner_id, need, measure, key] += 1

    waiting = {}
    for move in ReferralMove.objects.select_related("referral__guidance").order_by("id"):
        if move.on > last:
            continue
        waiting[move.referral] = move.new
        if move.on < month:
            continue
        sent = move.referral.moves.get(new="SENT").on
        first_start = move.new == "STARTED" and move.old == "ACCEPTED"
        if first_start or move.new in ("SENT", "ACCEPTED", "DECLINED", "COMPLETED", "ENDED_EARLY"):
            add(move.referral, move.new)
        if first_start or move.new in ("ACCEPTED", "DECLINED"):
            add(move.referral, "START_DAYS" if first_start else "ANSWER_DAYS", str((move.on - sent).days))
    for referral, stage in waiting.items():
        if stage in ("SENT", "WAITING"):
            add(referral, "WAITING")
        for session in referral.sessions.filter(replaced_by=None):
            if month <= session.held_on <= last:
                add(referral, "SESSIONS", session.presence)
        for report in referral.reports.filter(decision="ACCEPTED"):
            for row in report.outcomes.all():
                need = row.need.need
                key = need_key(kind=need.kind, code=need.code, is_child=referral.guidance.is_child)
                if month <= report.decided_at.date() <= last:
                    add(referral, "OUTCOMES", row.outcome, [key])
    return found


def facts(month):
    fields = ("office_id", "partner_id", "need", "measure", "key", "value")
    found = Counter()
    for *cell, value in ReferralFact.objects.filter(month=month, run__published_months__month=month).values_list(
        *fields
    ):
        found[tuple(cell)] += value
    return found


def write(rng, offices, partners, by):
    """A referral on its way, its moves on random days of the last two months, sessions, and a report."""
    guidance = make_guidance(office=rng.choice(offices), child=rng.random() < 0.3, officer=by)
    needs = [make_need(guidance, code) for code in rng.sample(["HOUSING", "HEALTH", "DOCUMENTS"], rng.randint(1, 2))]
    referral = make_referral(guidance, make_offering(rng.choice(partners)))
    rows = [ReferralNeed.objects.create(referral=referral, need=need) for need in needs]
    return referral, rows


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_facts_are_those_of_a_plain_loop_and_follow_the_writes(seed):
    rng = random.Random(seed)
    nation = make_nation()
    kanwil = make_kanwil(nation)
    offices = [make_bapas(kanwil), make_bapas(make_kanwil(nation))]
    partners = [make_organisation(office=office) for office in offices for _ in range(2)]
    by = make_user()
    month = this_month()

    def more(number):
        for _ in range(number):
            referral, rows = write(rng, offices, partners, by)
            day = today_in() - timedelta(rng.randint(20, 50))
            for stage in rng.choice(
                [
                    ["SENT"],
                    ["SENT", "WAITING"],
                    ["SENT", "WAITING", "ACCEPTED"],
                    ["SENT", "DECLINED"],
                    ["SENT", "ACCEPTED", "STARTED", "PAUSED", "STARTED"],
                    ["SENT", "ACCEPTED", "STARTED", "COMPLETED"],
                    ["SENT", "ACCEPTED", "STARTED", "ENDED_EARLY"],
                ]
            ):
                day = min(today_in(), day + timedelta(rng.randint(0, 15)))
                move_referral(referral, ReferralStage(stage), on=day)
                if stage == "STARTED":
                    session = make_referral_session(referral, by, held_on=day, presence=rng.choice(["HADIR", "ABSEN"]))
                    if rng.random() < 0.5:
                        make_referral_session(referral, by, presence="HADIR", replaces=session, reason="uji")
            if referral.stage == "COMPLETED":
                report = ReferralReport.objects.create(
                    referral=referral, number=1, summary="uji", source="PK", form_key=uuid4(), by=by
                )
                for row in rows:
                    ReferralOutcome.objects.create(
                        report=report, need=row, outcome=rng.choice(["MET", "PARTLY", "NOT_MET", "NOT_TRIED"])
                    )
                if rng.random() < 0.7:
                    report.decision, report.decided_by, report.decided_at = "ACCEPTED", by, timezone.now()
                    report.save()

    more(8)
    months = (add_months(month, -1), month)
    make_published(*months)
    assert facts(month) == plain(month) and facts(month)
    more(6)
    refresh_all()
    verdict = verify()
    assert verdict.is_clean, verdict.differences
    assert [facts(each) for each in months] == [plain(each) for each in months]
