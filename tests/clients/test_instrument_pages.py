"""The pages of the instrument workshop: who opens them, what they keep, what they refuse."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from clients.models import Assessment, InstrumentTrial, InstrumentVersion
from clients.queries.instruments import digest_of
from clients.rules.instrument_edit import entry
from clients.rules.instrument_file import write_file
from tests.clients.instruments import RRI, lowest
from tests.factories import make_user
from tests.factories.instrument_drafts import change_bands, make_draft
from tests.factories.instruments import publish_shipped

pytestmark = pytest.mark.django_db
READ = ("detail", "check", "preview", "export")
WRITE = ("copy", "head", "total", "due", "part_new", "factor_new", "publish", "drop")


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


@pytest.fixture
def draft(admin):
    return make_draft(admin)


@pytest.fixture
def browser(admin, signed_in):
    return signed_in(admin)


def url(name, *args):
    return reverse(f"clients:instrument_{name}", args=args)


def sections(draft):
    return [
        *(url(name, draft.pk) for name in WRITE),
        url("part", draft.pk, "B"),
        url("item", draft.pk, "A1"),
        url("item_new", draft.pk, "A"),
        url("remove", draft.pk, "item", "A1"),
        url("import"),
    ]


def typed(page):
    """What the page's own form would post: its fields as they stand."""
    form = page.context["form"]
    fields = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            fields[field.html_name] = value
    return fields


def test_readers_read_and_only_the_administrator_writes(draft, browser, head, directorate, pk, signed_in, client):
    pages = [url("list"), url("schema"), *(url(name, draft.pk) for name in READ)]
    for path in pages:
        for reader in (browser, signed_in(head), signed_in(directorate)):
            assert reader.get(path).status_code == 200, path
        assert signed_in(pk).get(path).status_code == 403
        assert client.get(path).status_code == 302
    for path in sections(draft):
        assert browser.get(path).status_code == 200, path
        for reader in (head, directorate, pk):
            assert signed_in(reader).get(path).status_code == 403
            assert signed_in(reader).post(path, {}).status_code == 403
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("instrument", ["RRI", "KRIM", "ANAK"])
def test_every_section_saved_as_it_stands_changes_nothing(admin, browser, instrument):
    draft = make_draft(admin, instrument)
    definition = draft.definition
    paths = [url(name, draft.pk) for name in ("head", "total", "due")]
    paths += [url("part", draft.pk, part["code"]) for part in definition["parts"]]
    paths += [url("factor", draft.pk, factor["code"]) for factor in definition["factors"]]
    paths += [url("item", draft.pk, item["code"]) for item in definition["items"]]
    for path in paths:
        answer = browser.post(path, typed(browser.get(path)))
        assert answer.status_code == 302, (path, answer.context["form"].errors)
    draft.refresh_from_db()
    assert {**draft.definition, "items": []} == {**definition, "items": []}
    assert draft.definition == definition and draft.revision == 0


def test_the_list_shows_days_counts_and_doubts(draft, browser):
    page = browser.get(url("list")).content.decode()
    assert "Rancangan" in page and "Berlaku" in page and "sejak 1 Januari 2021" in page
    assert "PAS-31.OT.02.02/2021" in page


def test_the_page_of_a_version_tells_doubts_rules_and_scores(browser):
    page = browser.get(url("detail", publish_shipped()["RRI"].pk)).content.decode()
    assert "3 keraguan menunggu jawaban Ditjenpas" in page
    assert "Diisi bila skor kurang dari 7." in page
    assert "skor 7 atau lebih atau tindak pidana narkotika atau sedikitnya 1 centang di bagian B atau C" in page
    assert "tertinggi tercetak 17" in page


def test_a_score_is_changed_by_form(draft, browser):
    path = url("item", draft.pk, "A1")
    answer = browser.post(
        path, {**typed(browser.get(path)), "opsi-1-nilai": "4", "opsi-2-teks": "Ragu", "opsi-2-nilai": 2}
    )
    assert answer["Location"].endswith("#butir-A1")
    draft.refresh_from_db()
    assert [each["score"] for each in entry(draft.definition, "item", "A1")["options"]] == [0, 4, 2]


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        (("item", "A1"), {"opsi-1-teks": "", "opsi-1-nilai": ""}, "sedikitnya dua pilihan"),
        (("item", "A1"), {"opsi-1-nilai": "0"}, "dua pilihan bernilai sama"),
        (("item", "A1"), {"opsi-1-nilai": ""}, "Isi nilainya"),
        (("item", "A1"), {"alternative": "k 6"}, "huruf besar"),
        (("item", "A1"), {"label": "x" * 1001}, "1000"),
        (("total",), {"pita-LOW-dari": ""}, "Isi kedua batasnya"),
        (("part", "B"), {"mode": "all", "below": ""}, "Isi sedikitnya satu syarat"),
        (("part", "B"), {"mode": "free", "free": "{"}, "tidak dapat dibaca"),
        (("part", "B"), {"mode": "free", "free": '{"ticks": ["Z"], "at_least": 1}'}, "menunjuk bagian yang tidak ada"),
        (("part", "B"), {"groups": "B1 Keadaan"}, "titik dua"),
        (("head",), {"version": "02/2021"}, "sudah ada"),
    ],
)
def test_what_cannot_be_is_told_on_the_form_and_kept_there(draft, browser, name, changes, said):
    path = url(name[0], draft.pk, *name[1:])
    answer = browser.post(path, {**typed(browser.get(path)), **changes})
    assert answer.status_code in (400, 422)
    assert said in answer.content.decode()
    draft.refresh_from_db()
    assert draft.revision == 0


def test_new_part_item_and_factor(draft, browser):
    part = {"revision": 0, "code": "E", "label": "Tambahan", "mode": "all", "sex": "F", "groups": "E1: Keadaan"}
    assert browser.post(url("part_new", draft.pk), part).status_code == 302
    item = {"revision": 1, "code": "E1.1", "kind": "tick", "label": "Apa?", "short_label": "Apa", "source": "x"}
    assert browser.post(url("item_new", draft.pk, "E"), {**item, "group": "E1", "flags": "Ragu"}).status_code == 302
    factor = {"revision": 2, "code": "F1", "label": "Faktor", "printed_maximum": 3}
    factor |= {"pita-LOW-dari": 0, "pita-LOW-sampai": 3}
    assert browser.post(url("factor_new", draft.pk), factor).status_code == 302
    draft.refresh_from_db()
    assert entry(draft.definition, "part", "E")["due"] == {"fact": "sex", "is": "F"}
    assert entry(draft.definition, "item", "E1.1")["flags"] == [{"code": "note", "text": "Ragu"}]
    assert "F1: tidak ada butir" in browser.get(url("check", draft.pk)).content.decode()


def test_a_free_condition_is_shown_as_it_is(draft, browser):
    path, tree = url("due", draft.pk), {"any": [{"all": [{"fact": "sex", "is": "F"}]}, {"fact": "total", "below": 3}]}
    browser.post(path, {"revision": 0, "mode": "free", "free": json.dumps(tree)})
    page = browser.get(path)
    assert page.context["form"]["mode"].value() == "free"
    assert json.loads(page.context["form"]["free"].value()) == tree


def test_two_administrators_in_one_section(draft, browser, nation, signed_in):
    other = make_user(RoleCode.ADMIN, nation)
    path = url("item", draft.pk, "A1")
    mine = typed(browser.get(path))
    signed_in(other).post(path, {**mine, "label": "Dari rekan"})
    answer = browser.post(path, {**mine, "label": "Dari saya"})
    page = answer.content.decode()
    assert answer.status_code == 409 and other.name in page and "Dari saya" in page
    draft.refresh_from_db()
    assert entry(draft.definition, "item", "A1")["label"] == "Dari rekan"
    again = typed(answer)
    assert browser.post(path, again).status_code == 302
    draft.refresh_from_db()
    assert entry(draft.definition, "item", "A1")["label"] == "Dari saya"


def test_moving_and_removing(draft, browser):
    path = url("move", draft.pk)
    assert browser.post(path, {"revision": 0, "go": "item:A2:up"})["Location"].endswith("#butir-A2")
    for go in ("", "item:A2", "item:ZZ:up", "thing:A2:up", "item:A2:sideways"):
        assert browser.post(path, {"revision": 1, "go": go}).status_code == 404
    assert browser.post(path, {"revision": 0, "go": "item:A2:up"}).status_code == 409
    assert browser.post(url("remove", draft.pk, "item", "A2"), {"revision": 1}).status_code == 302
    draft.refresh_from_db()
    assert draft.definition["items"][0]["code"] == "A1"


def test_the_check_names_the_fault_with_a_link_to_its_place(draft, admin, browser):
    change_bands(draft, admin, lambda total: total["bands"][1].update({"from": 8}))
    page = browser.get(url("check", draft.pk)).content.decode()
    assert "RENDAH dan SEDANG berlubang atau bertumpuk" in page and url("total", draft.pk) in page
    answer = browser.post(url("publish", draft.pk), {"revision": 1, "valid_from": today_in(), "decree": "Kep"})
    assert answer.status_code == 409
    assert InstrumentVersion.objects.get(pk=draft.pk).state == "DRAFT"


def test_the_preview_counts_and_saves_nothing(draft, browser):
    posted = {f"butir-{code}": f"{code}:{score}" for code, score in lowest(RRI).items()}
    facts = {"sex": "F", "drug_offence": "yes"}
    page = browser.post(url("preview", draft.pk), {**posted, **facts}).content.decode()
    assert "10 dari 10 dijawab" in page and "Tidak ada yang disimpan" in page and "Diisi karena klien perempuan" in page
    part = browser.post(url("preview", draft.pk), posted, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "10 dari 10 dijawab" in part
    assert not Assessment.objects.exists()


def test_publishing_tells_whether_this_content_was_tried(draft, browser):
    path = url("publish", draft.pk)
    assert "Isi ini belum diuji coba" in browser.get(path).content.decode()
    trial = InstrumentTrial(version=draft, digest=digest_of(draft), counted=40, changed=7, unscorable=1)
    trial.finished_at = draft.recorded_at
    trial.save()
    assert "40 asesmen dihitung ulang; 7 berubah; 1 tidak dapat dihitung." in browser.get(path).content.decode()


def test_publishing_by_form(draft, browser):
    answer = browser.post(url("publish", draft.pk), typed(browser.get(url("publish", draft.pk))))
    assert answer.status_code == 302
    assert InstrumentVersion.objects.get(pk=draft.pk).state == "PUBLISHED"
    for path in (url("head", draft.pk), url("publish", draft.pk), url("item", draft.pk, "A1")):
        assert browser.get(path).status_code == 409


def test_ending_needs_a_yes(browser):
    version = publish_shipped()["RRI"]
    path = url("retire", version.pk)
    assert browser.post(path, {"last_on": today_in()}).status_code == 422
    assert browser.post(path, {"last_on": today_in(), "is_sure": "on"}).status_code == 302
    assert InstrumentVersion.objects.get(pk=version.pk).state == "RETIRED"


def test_taking_back_by_page(draft, browser):
    later = today_in().replace(year=today_in().year + 1, day=1)
    browser.post(url("publish", draft.pk), {"revision": 0, "valid_from": later, "decree": "Kep"})
    assert "Akan berlaku" in browser.get(url("detail", draft.pk)).content.decode()
    assert browser.get(url("withdraw", draft.pk)).status_code == 200
    assert browser.post(url("withdraw", draft.pk)).status_code == 302
    assert "Ditarik sebelum berlaku" in browser.get(url("detail", draft.pk)).content.decode()


def test_export_and_import_by_page(draft, browser):
    exported = browser.get(url("export", draft.pk))
    assert exported["Content-Disposition"].startswith("attachment")
    assert exported.content == write_file(draft.definition)
    file = SimpleUploadedFile("rri.json", exported.content)
    assert browser.post(url("import"), {"upload": file, "name": "dari berkas"}).status_code == 302
    wrong = SimpleUploadedFile("rri.json", b'{"code": "RRI"}')
    answer = browser.post(url("import"), {"upload": wrong})
    assert answer.status_code == 422 and "tidak ada" in answer.content.decode()


def test_copy_and_drop_by_page(draft, browser):
    answer = browser.post(url("copy", draft.pk), {"name": "salinan"})
    copy = InstrumentVersion.objects.get(version="salinan")
    assert answer["Location"] == url("detail", copy.pk)
    assert browser.post(url("copy", draft.pk), {"name": "salinan"}).status_code == 422
    assert browser.post(url("drop", copy.pk), {"revision": 0}).status_code == 302
    assert not InstrumentVersion.objects.filter(pk=copy.pk).exists()
