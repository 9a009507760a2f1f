"""Agreements of the demonstration: a national MoU, one MoU a Bapas with its local government, PKS with its partners."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Office, RoleGrant
from bapas_portal.core.dates import add_months
from partners.choices import OrganisationKind
from partners.choices_agreement import AgreementKind, AgreementStage
from partners.models import Agreement, AgreementParty, AgreementSite, AgreementWatcher, Organisation, Site
from reports.seed import names
from reports.seed.world import SeedOffice, World

# What a partner of a kind usually agrees to; the others help with training and documents.
PURPOSES = {
    OrganisationKind.TRAINING_CENTRE: ["PELATIHAN"],
    OrganisationKind.HEALTH: ["KESEHATAN"],
    OrganisationKind.COMPANY: ["KERJA", "PELATIHAN"],
    OrganisationKind.LOCAL_GOVERNMENT: ["DOKUMEN", "PELATIHAN"],
}
# Days from today to the last one, in turn: running, soon over, just over.
ENDS = (420, 45, 640, 200, -20, 85, 330)
PKS_AN_OFFICE = 6


def add_agreements(world: World) -> dict[str, int]:
    """A few agreements an office, some near their end. Returns the number of rows by table."""
    made = [_national()]
    heads = dict(RoleGrant.objects.filter(role=RoleCode.HEAD).values_list("office_id", "user_id"))
    for place in world.offices:
        made += _of_office(world, place, heads.get(place.pk))
    return {"partners.Agreement": len([row for row in made if row is not None])}


def _national() -> Agreement | None:
    grant = RoleGrant.objects.filter(role=RoleCode.DITJENPAS).select_related("office").order_by("pk").first()
    if grant is None:
        return None
    return Agreement.objects.create(
        office=grant.office,
        kind=AgreementKind.MOU,
        title="Penempatan pidana kerja sosial di badan sosial",
        purposes=["KERJA_SOSIAL"],
        stage=AgreementStage.DRAFT,
        form_key=UUID(int=1, version=4),
        created_by_id=grant.user_id,
    )


def _of_office(world: World, place: SeedOffice, head: int | None) -> list[Agreement]:
    partners = Organisation.objects.filter(office=place.pk).order_by("pk")
    local = partners.filter(kind=OrganisationKind.LOCAL_GOVERNMENT).first()
    if local is None:
        return []
    frame = _signed(
        world,
        place.office,
        head,
        local,
        number=0,
        kind=AgreementKind.MOU,
        title=f"Sinergi pembimbingan klien dengan {place.office.city}",
        purposes=["KERJA_SOSIAL", "YANMAS_ANAK", "DOKUMEN"],
        ends_on=world.today + timedelta(days=500),
    )
    made = [frame]
    owners = partners.filter(sites__isnull=False).distinct()
    for number, partner in enumerate([*owners[:PKS_AN_OFFICE], *partners.filter(sites=None)[:PKS_AN_OFFICE]], start=1):
        sites = list(Site.objects.filter(organisation=partner).order_by("pk"))
        # A site whose agreement is over takes nobody: only the partners without sites run through all the ends.
        days = 420 if sites else ENDS[number % len(ENDS)]
        words: dict[str, Any] = {
            "kind": AgreementKind.PKS,
            "parent": frame,
            "title": f"Pembimbingan klien bersama {partner.name}"[:200],
            "purposes": _purposes(partner, has_sites=bool(sites)),
            "ends_on": world.today + timedelta(days=days),
        }
        agreement = _signed(world, place.office, head, partner, number=number, **words)
        AgreementSite.objects.bulk_create([AgreementSite(agreement=agreement, site=site, by_id=head) for site in sites])
        made.append(agreement)
    return made


def _purposes(partner: Organisation, *, has_sites: bool) -> list[str]:
    if has_sites:
        return ["KERJA_SOSIAL", "YANMAS_ANAK"]
    return PURPOSES.get(OrganisationKind(partner.kind), ["PELATIHAN"])


def _signed(
    world: World, office: Office, head: int | None, partner: Organisation, *, number: int, ends_on: date, **words: Any
) -> Agreement:
    starts_on = add_months(ends_on, -24)
    agreement = Agreement.objects.create(
        office=office,
        stage=AgreementStage.SIGNED,
        our_number=f"PAS-{office.code}/{number:03d}/{starts_on.year}",
        our_signer=names.person(world.rng, world.rng.choice("MF")),
        our_position=f"Kepala {office.name}",
        signed_on=starts_on,
        starts_on=starts_on,
        ends_on=ends_on,
        contact_name=partner.contact_name,
        contact_phone=partner.phone,
        form_key=UUID(int=world.rng.getrandbits(128), version=4),
        created_by_id=head,
        **words,
    )
    AgreementParty.objects.create(
        agreement=agreement,
        organisation=partner,
        number=partner.agreement_no,
        signer=names.person(world.rng, world.rng.choice("MF")),
        position="Pimpinan",
        by_id=head,
    )
    if head is not None:
        AgreementWatcher.objects.create(agreement=agreement, user_id=head, by_id=head)
    return agreement
