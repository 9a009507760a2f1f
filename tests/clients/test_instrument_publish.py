"""Publishing and ending of instruments: whose day it is, and what an assessment keeps."""

from datetime import timedelta

import pytest

from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from clients.actions.instrument import (
    copy_version,
    drop_draft,
)
from clients.actions.instrument_publish import retire_version, withdraw_version
from clients.choices import VersionStanding
from clients.models import InstrumentVersion
from clients.queries.instruments import digest_of, published, standing_of
from tests.factories import make_guidance
from tests.factories.instrument_drafts import change_bands, managing, publish, put_item
from tests.factories.instruments import make_assessment, publish_shipped

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_publishing_today_ends_the_version_before(admin, draft):
    old = publish_shipped()["RRI"]
    new = publish(draft, admin)
    old.refresh_from_db()
    assert (old.state, old.valid_to) == ("RETIRED", today_in() - DAY)
    assert (new.state, new.valid_to, new.decree) == ("PUBLISHED", None, "Kepdirjenpas contoh")
    assert published("RRI") == new and published("RRI", today_in() - DAY) == old
    event = AuditEvent.objects.get(verb="instrument.published")
    assert event.data["replaces"] == old.pk and event.data["digest"] == digest_of(new)


def test_publishing_for_a_later_day_leaves_today_as_it_is(admin, draft, django_assert_num_queries):
    old, day = publish_shipped()["RRI"], today_in() + 30 * DAY
    new = publish(draft, admin, day)
    old.refresh_from_db()
    with django_assert_num_queries(1):
        assert published("RRI") == old
    assert published("RRI", day) == new and published("RRI", day - DAY) == old
    assert standing_of(old, today_in()) == VersionStanding.IN_FORCE
    assert standing_of(old, day) == VersionStanding.ENDED
    assert standing_of(new, today_in()) == VersionStanding.COMING


def test_a_version_not_yet_in_force_is_taken_back(admin, draft):
    old, new = publish_shipped()["RRI"], publish(draft, admin, today_in() + 30 * DAY)
    withdraw_version(version_id=new.pk, **managing(admin))
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.valid_to) == ("PUBLISHED", None)
    assert standing_of(new, today_in() + 60 * DAY) == VersionStanding.WITHDRAWN
    assert published("RRI", today_in() + 60 * DAY) == old
    again = publish(make_draft_of(old, admin), admin, today_in() + 10 * DAY)
    assert published("RRI", today_in() + 10 * DAY) == again


def make_draft_of(version, admin):
    return copy_version(version_id=version.pk, name="lagi", **managing(admin))


def test_a_version_in_force_is_not_taken_back(admin):
    with pytest.raises(WrongState):
        withdraw_version(version_id=publish_shipped()["RRI"].pk, **managing(admin))


@pytest.mark.parametrize(
    ("days", "decree", "field"), [(-1, "Kep", "valid_from"), (0, "  ", "decree"), (0, "x" * 121, "decree")]
)
def test_publishing_looks_at_the_day_and_the_decree(admin, draft, days, decree, field):
    with pytest.raises(Invalid) as refused:
        publish(draft, admin, today_in() + days * DAY, decree)
    assert list(refused.value.fields) == [field]


def test_a_second_version_starts_after_the_newest(admin, draft):
    first = publish(draft, admin, today_in() + 10 * DAY)
    second = make_draft_of(first, admin)
    with pytest.raises(Invalid):
        publish(second, admin, today_in() + 10 * DAY)
    publish(second, admin, today_in() + 11 * DAY)
    first.refresh_from_db()
    assert first.valid_to == today_in() + 10 * DAY


def test_a_faulty_draft_is_not_published(admin, draft):
    changed = change_bands(draft, admin, lambda total: total["bands"][1].update({"from": 8}))
    with pytest.raises(WrongState, match="berlubang"):
        publish(changed, admin)
    assert published("RRI") == publish_shipped()["RRI"]


def test_publishing_what_was_changed_meanwhile_is_refused(admin, draft):
    put_item(draft, admin, label="Lain")
    with pytest.raises(WrongState):
        publish(draft, admin)


def test_a_published_version_is_no_draft_any_more(admin, draft):
    new = publish(draft, admin)
    with pytest.raises(WrongState):
        put_item(new, admin, label="Lain")
    with pytest.raises(WrongState):
        drop_draft(version_id=new.pk, revision=new.revision, **managing(admin))
    with pytest.raises(WrongState):
        publish(new, admin)


def test_ending_without_a_successor_is_said_and_dated(admin):
    old = publish_shipped()["RRI"]
    with pytest.raises(Invalid):
        retire_version(version_id=old.pk, last_on=today_in() - DAY, **managing(admin))
    retire_version(version_id=old.pk, last_on=today_in() + DAY, **managing(admin))
    assert published("RRI") == old
    with pytest.raises(WrongState):
        published("RRI", today_in() + 2 * DAY)
    with pytest.raises(WrongState):
        retire_version(version_id=old.pk, last_on=today_in() + DAY, **managing(admin))


def test_a_draft_is_thrown_away_with_a_trail(admin, draft):
    drop_draft(version_id=draft.pk, revision=0, **managing(admin))
    assert not InstrumentVersion.objects.filter(pk=draft.pk).exists()
    assert AuditEvent.objects.filter(verb="instrument.dropped", subject_id=draft.pk).exists()


def test_a_correction_keeps_its_version(admin, draft, bapas, pk):
    guidance = make_guidance(office=bapas, officer=pk)
    old = make_assessment(guidance, "RRI", 9)
    new_version = publish(draft, admin)
    corrected = make_assessment(guidance, "RRI", 10, replaces_id=old.pk)
    fresh = make_assessment(guidance, "RRI", 10)
    assert corrected.version == old.version
    assert fresh.version == new_version
