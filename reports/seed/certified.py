"""Certificates of the demonstration, in the words a click on the page would have given."""

from uuid import UUID

from django.db.models import Count, Q

from programs.choices import ATTENDED, EnrolmentState
from programs.files.programme_certificate import Asked, words_of
from programs.models import Enrolment, ProgrammeCertificate
from reports.seed.world import World

CERTIFIED = 0.75


def add_certificates(world: World) -> dict[str, int]:
    """Most who completed a programme that gives one have it. Returns the rows by table."""
    came = Count("attendances", filter=Q(attendances__mark__in=ATTENDED))
    rows = Enrolment.objects.filter(state=EnrolmentState.COMPLETED, programme__gives_certificate=True)
    rows = rows.select_related("programme__office__parent__parent", "programme__intervention", "programme__partner")
    made = []
    for row in rows.select_related("guidance__client").annotate(came=came).order_by("pk"):
        asked = _asked(row)
        if asked is not None and world.chance(CERTIFIED):
            certificate = ProgrammeCertificate(
                enrolment=row,
                issued_on=row.since_on,
                content=words_of(row, attended=row.came, on=row.since_on, asked=asked),
                form_key=UUID(int=world.rng.getrandbits(128), version=4),
                issued_by_id=row.programme.created_by_id,
            )
            made.append(certificate)
    return {"programs_programmecertificate": len(ProgrammeCertificate.objects.bulk_create(made))}


def _asked(row: Enrolment) -> Asked | None:
    """What the issuer would write; None where nobody could sign a child's."""
    partner, is_child = row.programme.partner, row.guidance.is_child
    if partner is None:
        return None if is_child else Asked()
    if is_child:
        return Asked(partner.contact_name, "Pimpinan", title=row.programme.name, organiser=partner.name)
    return Asked(partner.contact_name, "Pimpinan")
