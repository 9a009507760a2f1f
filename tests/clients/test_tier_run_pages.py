"""Runs over all clients: a dry run against a plain loop, its page and its file, and the run that writes."""

import csv

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import RoleGrant
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from clients.choices import TierCause
from clients.management.commands.load_clients_reference import publish_tier_rule
from clients.models import Guidance, Tier, TierChange, TierRule, TierRun
from clients.queries.tier import given_of
from clients.rules.tier_parse import parse
from clients.rules.tiers import decide
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment
from tests.factories.programs import make_need
from tests.factories.tier_rules import make_rule_draft, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(db) -> TierRule:
    publish_tier_rule()
    return TierRule.objects.get()


@pytest.fixture
def people(rule, bapas, other_bapas, pk, other_pk) -> list[Guidance]:
    """Of every risk, assessed today and long ago, in two Kanwils; one was never assessed, one has ended."""
    made = []
    for office, officer in ((bapas, pk), (other_bapas, other_pk)):
        for total in (0, 9, 13, 17):
            made.append(make_guidance(office=office, officer=officer, name="Rahasiawan"))
            make_assessment(made[-1], "RRI", total, assessed_on=today_in() if total != 0 else made[-1].start_on)
    made.append(make_guidance(office=bapas, officer=pk))
    return made


@pytest.fixture
def draft(people) -> TierRule:
    return make_rule_draft()


def url(name: str, rule: TierRule) -> str:
    return reverse(f"clients:{name}", args=[rule.pk])


def brute_force(rule: TierRule) -> dict[int, tuple]:
    """Guidance -> (before, after), one client at a time with its own query."""
    found = {}
    for guidance in Guidance.objects.filter(ended_on=None):
        now = Tier.objects.filter(guidance=guidance, superseded_at=None).first()
        decided = decide(parse(rule.definition), given_of([guidance.pk])[0].inputs)
        before = (now.code, now.points) if now else ("", None)
        if before != (decided.tier, decided.points):
            found[guidance.pk] = (*before, decided.tier, decided.points)
    return found


def test_a_dry_run_finds_what_a_plain_loop_finds_and_writes_nothing(draft, admin):
    tiers = list(Tier.objects.order_by("pk").values_list("pk", "superseded_at"))
    run = make_run(draft, admin)
    names = ("before", "before_points", "after", "after_points")
    found = {pk: tuple(rest) for pk, *rest in run.changes.values_list("guidance_id", *names)}
    assert found and found == brute_force(draft)
    assert (run.counted, run.changed) == (Guidance.objects.filter(ended_on=None).count(), len(found))
    assert list(Tier.objects.order_by("pk").values_list("pk", "superseded_at")) == tiers


def test_the_page_adds_up(draft, admin, signed_in):
    run = make_run(draft, admin)
    context = signed_in(admin).get(url("tier_run", draft)).context
    picture = context["picture"]
    assert sum(picture.sums.values()) == sum(row.total for row in picture.matrix) == run.changed
    assert sum(cell.count for row in picture.matrix for cell in row.cells) == len(context["rows"])
    assert picture.unchanged == run.counted - run.changed
    for row in picture.matrix:
        for cell in row.cells:
            if cell.query:
                listed = signed_in(admin).get(url("tier_run", draft) + f"?{cell.query}").context["rows"]
                assert len(listed) == cell.count


@pytest.mark.parametrize("turn", ["", "up", "down", "first", "same", "?"])
def test_the_file_holds_what_the_page_lists(turn, draft, admin, kanwil, signed_in):
    run = make_run(draft, admin)
    for query in ({"turn": turn}, {"turn": turn, "kanwil": kanwil.pk}):
        page = signed_in(admin).get(url("tier_run", draft), query)
        told = signed_in(admin).get(url("tier_run_download", draft) + page.context["download_query"])
        lines = list(csv.DictReader(told.getvalue().decode("utf-8-sig").splitlines()))
        shown = [(str(row.guidance_id), row.before, row.after, row.why) for row, *_words in page.context["rows"]]
        names = ("nomor_bimbingan", "intensitas_lama", "intensitas_baru", "butir_yang_menentukan")
        assert [tuple(line[name] for name in names) for line in lines] == shown
    assert AuditEvent.objects.filter(verb="tierrun.read", subject_id=str(run.pk)).count() == 2


def test_nobody_is_named_and_the_client_opens_only_for_whom_may(draft, bapas, people, admin, signed_in):
    run = make_run(draft, admin)
    change = run.changes.filter(guidance__office=bapas).first()
    link = reverse("clients:tier_detail", args=[change.guidance_id])
    for path in (url("tier_run", draft), url("tier_run_download", draft)):
        answer = signed_in(admin).get(path)
        text = answer.getvalue().decode() if answer.streaming else answer.content.decode()
        assert str(change.guidance_id) in text and link not in text
        assert "Rahasiawan" not in text and change.guidance.register_no not in text
    RoleGrant.objects.create(user=admin, role=RoleCode.HEAD, office=bapas, from_on="2020-01-01")
    assert link in signed_in(admin).get(url("tier_run", draft)).content.decode()


def test_it_costs_the_same_with_more_changes(draft, bapas, pk, admin, signed_in, django_assert_max_num_queries):
    for _turn in range(55):
        make_guidance(office=bapas, officer=pk)
    make_run(draft, admin)
    browser = signed_in(admin)
    with django_assert_max_num_queries(18):
        first = browser.get(url("tier_run", draft))
    second = browser.get(url("tier_run", draft) + first.context["next_url"])
    shown = [row.pk for page in (first, second) for row, *_words in page.context["rows"]]
    assert len(first.context["rows"]) == 50 and len(set(shown)) == TierChange.objects.count()


def test_the_button_starts_one_dry_run_and_its_progress_shows(draft, admin, signed_in):
    browser = signed_in(admin)
    assert browser.get(url("tier_run_progress", draft)).status_code == 404
    assert browser.get(url("tier_run_download", draft)).status_code == 404
    for _turn in range(2):
        page = browser.post(url("tier_run", draft), follow=True).content.decode()
    assert "Menunggu giliran" in page and TierRun.objects.count() == 1
    part = browser.get(url("tier_run_progress", draft), headers={"HX-Request": "true"}).content.decode()
    assert "Menunggu giliran" in part and "<html" not in part


def test_the_page_says_that_the_draft_changed_since(draft, admin, signed_in):
    make_run(draft, admin)
    assert "Rancangan sudah berubah" not in signed_in(admin).get(url("tier_run", draft)).content.decode()
    draft.definition["title"] = "Judul lain"
    draft.save()
    assert "Rancangan sudah berubah" in signed_in(admin).get(url("tier_run", draft)).content.decode()


def test_a_faulty_draft_is_not_tried(rule, admin, signed_in):
    definition = {**rule.definition, "clauses": rule.definition["clauses"][:1] * 1}
    answer = signed_in(admin).post(url("tier_run", make_rule_draft(definition)))
    assert answer.status_code == 409 and "belum lolos pemeriksaan" in answer.content.decode()


def test_all_are_worked_out_after_a_dry_run_and_a_reason(rule, people, admin, signed_in):
    browser, page = signed_in(admin), url("tier_recompute_all", rule)
    make_need(people[0])
    assert "belum diuji" in browser.get(page).content.decode()
    answer = browser.post(page, {"reason": "Sesudah perbaikan data"})
    assert answer.status_code == 422 and not TierRun.objects.exists()
    run = make_run(rule, admin)
    assert "1 pertama kali" in browser.get(page).content.decode()
    answer = browser.post(page, {"reason": " "})
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"reason"}
    for _turn in range(2):
        browser.post(page, {"reason": "Sesudah perbaikan data"})
    assert TierRun.objects.filter(is_dry=False).count() == 1
    real = make_run(rule, admin, is_dry=False, reason="Sesudah perbaikan data")
    assert real.changed == run.changed
    assert Tier.objects.get(guidance=people[-1]).cause == TierCause.RECOMPUTED
    text = browser.get(url("tier_run", rule)).content.decode()
    assert "Hitung ulang" in text and "Sesudah perbaikan data" in text


def test_a_rule_that_is_not_in_force_works_out_nobody(draft, admin, signed_in):
    make_run(draft, admin)
    answer = signed_in(admin).post(url("tier_recompute_all", draft), {"reason": "x"})
    assert answer.status_code == 409 and "Hanya aturan yang berlaku" in answer.content.decode()
