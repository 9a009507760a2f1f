"""Partner organisations and their work sites."""

from datetime import date, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from bapas_portal.accounts.models import Office, User
from bapas_portal.core.dates import today_in
from clients.models import Guidance
from partners.choices import JobKind, OrganisationKind
from partners.choices_referral import WITH_REASON, ReferralStage
from partners.models import (
    Agreement,
    AgreementParty,
    Branch,
    Offering,
    Organisation,
    Person,
    Referral,
    ReferralMove,
    ReferralSession,
    Site,
    SiteCheck,
    SiteSlot,
    Worker,
)
from tests.factories.accounts import make_bapas, make_user

_numbers = count(1)


def make_organisation(*, office: Office | None = None, **fields: Any) -> Organisation:
    """A partner that the offices of its Kanwil know."""
    fields.setdefault("name", f"Mitra Contoh {next(_numbers)}")
    fields.setdefault("kind", OrganisationKind.POKMAS)
    fields.setdefault("serves", ["F4"])
    fields.setdefault("known_in", "KANWIL")
    return Organisation.objects.create(office=office or make_bapas(), **fields)


def make_site(organisation: Organisation | None = None, *, office: Office | None = None, **fields: Any) -> Site:
    """A site for everybody, found safe from 2020 to 2040; `safe=False` leaves the check out."""
    organisation = organisation or make_organisation(office=office)
    is_checked = fields.pop("safe", True)
    fields.setdefault("name", f"Tempat Kerja Contoh {next(_numbers)}")
    fields.setdefault("job_kinds", [JobKind.CLEANING])
    fields.setdefault("supervisor_name", "Pengawas Contoh")
    fields.setdefault("for_children", True)
    site = Site.objects.create(organisation=organisation, form_key=uuid4(), **fields)
    if is_checked:
        make_check(site)
    return site


def make_check(site: Site, by: User | None = None, **fields: Any) -> SiteCheck:
    values = {"checked_on": date(2020, 1, 2), "valid_until": date(2040, 1, 1), "is_safe": True} | fields
    return SiteCheck.objects.create(site=site, by=by or make_user(), form_key=uuid4(), **values)


def make_slot(site: Site, weekday: int = 1, **fields: Any) -> SiteSlot:
    """08:00 to 12:00 with five seats, since 2020."""
    values = {"starts_at": time(8), "ends_at": time(12), "seats": 5, "valid_from": date(2020, 1, 1)} | fields
    return SiteSlot.objects.create(site=site, weekday=weekday, form_key=uuid4(), **values)


def make_agreement(office: Office | None = None, **fields: Any) -> Agreement:
    """A PKS in force from 2020 to 2040 with one partner; `signed=False` leaves it a draft."""
    number = next(_numbers)
    values: dict[str, Any] = {"kind": "PKS", "title": f"PKS Contoh {number}", "purposes": ["KERJA_SOSIAL"]}
    if fields.pop("signed", True):
        values |= {
            "stage": "DITANDATANGANI",
            "our_number": f"PAS-{number}/2020",
            "our_signer": "Kepala Contoh",
            "signed_on": date(2020, 1, 2),
            "starts_on": date(2020, 1, 2),
            "ends_on": date(2040, 1, 1),
        }
    organisation = fields.pop("organisation", None)
    agreement = Agreement.objects.create(office=office or make_bapas(), form_key=uuid4(), **(values | fields))
    AgreementParty.objects.create(
        agreement=agreement,
        organisation=organisation or make_organisation(office=agreement.office),
        signer="Penanda Tangan Contoh",
    )
    return agreement


def make_branch(organisation: Organisation | None = None, *, office: Office | None = None, **fields: Any) -> Branch:
    """A branch without a point on the map."""
    values = {"name": f"Cabang {next(_numbers)}", "form_key": uuid4()} | fields
    return Branch.objects.create(organisation=organisation or make_organisation(office=office), **values)


def make_offering(organisation: Organisation | None = None, *, office: Office | None = None, **fields: Any) -> Offering:
    """A service for factor F3 without a limit of places."""
    number = next(_numbers)
    values = {"name": f"Layanan {number}", "needs": ["F3"], "form_key": uuid4()} | fields
    return Offering.objects.create(organisation=organisation or make_organisation(office=office), **values)


def make_referral(
    guidance: Guidance, offering: Offering, stage: ReferralStage = ReferralStage.DRAFT, **fields: Any
) -> Referral:
    """A referral that went its shortest way to `stage`, with its moves; `fields` are those of the draft."""
    values = {"aim": "Berhenti memakai", "since_on": today_in(), "form_key": uuid4()} | fields
    referral = Referral.objects.create(guidance=guidance, offering=offering, **values)
    way = () if stage == ReferralStage.DRAFT else (ReferralStage.SENT, *_ON_THE_WAY.get(stage, ()), stage)
    for step in dict.fromkeys(way):
        move_referral(referral, step)
    return referral


_SERVED = (ReferralStage.ACCEPTED, ReferralStage.STARTED)
_ON_THE_WAY = {
    ReferralStage.STARTED: _SERVED,
    ReferralStage.PAUSED: _SERVED,
    ReferralStage.COMPLETED: _SERVED,
    ReferralStage.ENDED_EARLY: _SERVED,
}


def move_referral(referral: Referral, stage: ReferralStage, **fields: Any) -> Referral:
    """Move it on `on` (today) without an action: what the database itself allows."""
    on = fields.pop("on", today_in())
    if stage == ReferralStage.SENT:
        partner = referral.offering.organisation
        fields = {"queued_at": timezone.now(), "partner": partner, "consent_by": "KLIEN"} | fields
        fields.setdefault("consent_on", on)
    if stage == ReferralStage.STARTED and referral.started_on is None:
        fields.setdefault("started_on", on)
    if stage in (ReferralStage.COMPLETED, ReferralStage.ENDED_EARLY):
        fields.setdefault("ended_on", on)
    old = referral.stage
    with transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(stage=stage, since_on=on, **fields)
        ReferralMove.objects.create(
            referral=referral,
            old=old,
            new=stage,
            on=on,
            reason="uji" if stage in WITH_REASON else "",
        )
    referral.refresh_from_db()
    return referral


def make_referral_session(referral: Referral, by: User, **fields: Any) -> ReferralSession:
    values = {"held_on": today_in(), "presence": "HADIR", "source": "PK", "form_key": uuid4()} | fields
    return ReferralSession.objects.create(referral=referral, by=by, **values)


def make_worker(organisation: Organisation, **fields: Any) -> Worker:
    """A worker who may sign in since yesterday."""
    values = {"from_on": today_in() - timedelta(1), "form_key": uuid4()} | fields
    user = values.pop("user", None) or make_user(None)
    return Worker.objects.create(user=user, organisation=organisation, **values)


def make_person(organisation: Organisation | None = None, **fields: Any) -> Person:
    """A contact; `kind="MEMBER"` for a member of a Pokmas."""
    values = {"kind": "CONTACT", "name": "Narahubung Contoh", "phone": "0800-555-0001"} | fields
    values.setdefault("from_on", date(2020, 1, 2))
    return Person.objects.create(organisation=organisation or make_organisation(), form_key=uuid4(), **values)
