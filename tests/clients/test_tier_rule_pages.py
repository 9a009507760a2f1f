"""The administration of the tier rule: who may open it, what it refuses, and what it leaves behind."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.roles import ROLES
from bapas_portal.audit.models import AuditEvent
from clients.choices import VersionState
from clients.management.commands.load_clients_reference import publish_tier_rule
from clients.models import TierRule
from clients.queries.tier import digest_of
from clients.tiers import shipped
from tests.factories.tier_rules import make_rule_draft

pytestmark = pytest.mark.django_db
OF_ONE = (
    "tier_rule_detail",
    "tier_rule_export",
    "tier_rule_edit",
    "tier_rule_text",
    "tier_rule_drop",
    "tier_rule_publish",
    "tier_rule_retire",
    "tier_rule_withdraw",
    "tier_run",
    "tier_recompute_all",
)


@pytest.fixture
def rule(db) -> TierRule:
    publish_tier_rule()
    return TierRule.objects.get()


@pytest.fixture
def draft(rule) -> TierRule:
    return make_rule_draft()


def url(name: str, rule: TierRule) -> str:
    return reverse(f"clients:{name}", args=[rule.pk])


def edited(browser, draft: TierRule, **changes: object) -> dict:
    """What the browser sends of the form, with some fields changed."""
    form = browser.get(url("tier_rule_edit", draft)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (sent | changes).items() if value not in (None, False)}


def test_only_the_administrator_holds_the_right():
    assert [code for code, role in ROLES.items() if "clients.manage_tiers" in role.permissions] == [RoleCode.ADMIN]


@pytest.mark.parametrize("name", OF_ONE)
def test_who_may_open_it(name, draft, admin, pk, head, kanwil_staff, directorate, client, signed_in):
    assert client.get(url(name, draft)).status_code == 302
    for stranger in (pk, head, kanwil_staff, directorate):
        assert signed_in(stranger).get(url(name, draft)).status_code == 403
    assert signed_in(admin).get(url(name, draft)).status_code == 200


def test_the_list_and_the_schema(draft, admin, signed_in):
    browser = signed_in(admin)
    page = browser.get(reverse("clients:tier_rule_list")).content.decode()
    assert url("tier_rule_detail", draft) in page and "Aturan intensitas" in page
    schema = json.loads(browser.get(reverse("clients:tier_rule_schema")).content)
    assert schema["title"] == "Tier rule"


def test_the_page_tells_each_clause_in_words(draft, admin, signed_in):
    page = signed_in(admin).get(url("tier_rule_detail", draft)).content.decode()
    assert "Faktor tinggi atau sangat tinggi: sedikitnya 5" in page
    assert "Kebutuhan praktis yang terbuka: Keamanan diri" in page
    assert "Lolos pemeriksaan" in page


def test_a_clause_that_never_decides_is_named_beside_it(rule, admin, signed_in):
    definition = shipped()
    definition["clauses"].append({**definition["clauses"][0], "code": "R9"})
    draft = make_rule_draft(definition)
    page = signed_in(admin).get(url("tier_rule_detail", draft)).content.decode()
    assert 'href="#butir-R9"' in page and "tidak pernah menentukan" in page
    page = signed_in(admin).get(url("tier_rule_publish", draft)).content.decode()
    assert "Belum dapat diterbitkan" in page and "Lanjut ke konfirmasi" not in page


def test_a_copy_is_made_once(rule, admin, signed_in):
    browser = signed_in(admin)
    first = browser.post(url("tier_rule_copy", rule), follow=True)
    again = browser.post(url("tier_rule_copy", rule), follow=True)
    assert "Rancangan dibuat" in first.content.decode() and "sudah ada" in again.content.decode()
    draft = TierRule.objects.get(state=VersionState.DRAFT)
    assert (draft.version, draft.definition["version"]) == ("02", "02")
    assert AuditEvent.objects.filter(verb="tier.rule_drafted").count() == 1


def test_the_form_changes_points_bounds_words_and_order(draft, admin, signed_in):
    browser = signed_in(admin)
    changes = {"tingkat-MAKSIMAL-points": 9, "butir-K1-batas-0": 6, "butir-R2-place": 1, "butir-K3-is_out": "on"}
    answer = browser.post(url("tier_rule_edit", draft), edited(browser, draft, **changes))
    assert answer.status_code == 302
    draft.refresh_from_db()
    clauses = {clause["code"]: clause for clause in draft.definition["clauses"]}
    assert [clause["code"] for clause in draft.definition["clauses"]][:3] == ["R1", "R2", "K1"]
    assert clauses["K1"]["when"]["all"][1] == {"input": "factors_high", "at_least": 6}
    assert draft.definition["tiers"][-1]["points"] == 9 and "K3" not in clauses


def test_what_is_wrong_stands_beside_the_field_and_the_text_stays(draft, admin, signed_in):
    browser = signed_in(admin)
    sent = edited(browser, draft, **{"tingkat-STANDAR-points": "-1", "title": "Judul yang diketik"})
    answer = browser.post(url("tier_rule_edit", draft), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Judul yang diketik" in page
    assert answer.context["form"].errors.keys() == {"tingkat-STANDAR-points"}


def test_a_second_writer_is_told_and_a_second_click_changes_nothing(draft, admin, signed_in):
    browser = signed_in(admin)
    sent = edited(browser, draft, title="Satu")
    assert browser.post(url("tier_rule_edit", draft), sent).status_code == 302
    assert browser.post(url("tier_rule_edit", draft), sent).status_code == 302
    assert AuditEvent.objects.filter(verb="tier.rule_changed").count() == 1
    answer = browser.post(url("tier_rule_edit", draft), sent | {"title": "Dua"})
    assert answer.status_code == 409 and "sudah diubah orang lain" in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[:-3], "bukan JSON yang sah"),
        (lambda text: text.replace('"factors_high"', '"factors_hihg"'), "clauses[2].when.all: masukan factors_hihg"),
        (lambda text: text.replace('"points": 8', '"points": -8'), "tiers[4].points"),
        (lambda text: text.replace('"version": "02"', '"version": "77"'), "jangan diubah"),
    ],
)
def test_a_fault_in_the_text_is_named_with_its_place(change, said, draft, admin, signed_in):
    browser = signed_in(admin)
    form = browser.get(url("tier_rule_text", draft)).context["form"]
    sent = {"seen": form["seen"].value(), "note": "", "text": change(form["text"].value())}
    answer = browser.post(url("tier_rule_text", draft), sent)
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors["text"])
    draft.refresh_from_db()
    assert digest_of(draft.definition) == form["seen"].value()


def test_an_exported_rule_comes_back_as_a_draft_once(draft, admin, signed_in):
    browser = signed_in(admin)
    data = browser.get(url("tier_rule_export", draft)).content
    changed = data.replace(b'"points": 8', b'"points": 9')
    for _turn in range(2):
        answer = browser.post(
            reverse("clients:tier_rule_import"), {"upload": SimpleUploadedFile("a.json", changed)}, follow=True
        )
        assert answer.status_code == 200
    made = TierRule.objects.get(version="03")
    assert made.definition["tiers"][-1]["points"] == 9 and TierRule.objects.count() == 3


@pytest.mark.parametrize(("data", "said"), [(b"\xff", "JSON"), (b"[]", "objek"), (b"{}", "tidak ada"), (b"", "kosong")])
def test_a_faulty_file_is_refused_in_words(data, said, admin, signed_in):
    answer = signed_in(admin).post(reverse("clients:tier_rule_import"), {"upload": SimpleUploadedFile("a.json", data)})
    assert answer.status_code == 422 and said in str(answer.context["form"].errors["upload"])
    assert not TierRule.objects.exists()


def test_a_draft_is_dropped_and_a_published_rule_has_no_page_to_change_it(draft, rule, admin, signed_in):
    browser = signed_in(admin)
    for name in ("tier_rule_edit", "tier_rule_text", "tier_rule_drop"):
        assert browser.get(url(name, rule)).status_code == 404
        assert browser.post(url(name, rule), {"seen": digest_of(rule.definition)}).status_code == 404
    assert browser.post(url("tier_rule_drop", draft), {}).status_code == 404
    assert browser.post(url("tier_rule_drop", draft), {"seen": digest_of(draft.definition)}).status_code == 302
    assert list(TierRule.objects.all()) == [rule]
