"""Whether a referral may be sent: the client's consent, and a service that suits and stands."""

from datetime import date

from django.utils.translation import gettext as _

from bapas_portal.core.dates import age_on, today_in
from clients.choices import ConsentGiver
from clients.rules.assessing import guardian_must_consent
from clients.rules.help import help_codes
from partners.models import Offering, Referral
from partners.queries.agreement import ended_agreement_of
from partners.queries.referral import region_of
from partners.rules.referral import Terms, unsuitable


def consent_faults(referral: Referral, consent_by: str, consent_on: date) -> dict[str, str]:
    """What is wrong with the consent, by field (UU 27/2022 art. 25: under 18 the parent or guardian)."""
    client, today = referral.guidance.client, today_in(referral.guidance.office.zone)
    if consent_by not in ConsentGiver.values:
        return {"consent_by": _("Pilih siapa yang setuju datanya diberikan kepada mitra.")}
    if consent_on > today:
        return {"consent_on": _("Tanggal ini belum tiba.")}
    if consent_by == ConsentGiver.CLIENT and guardian_must_consent(client.birth_on, consent_on):
        return {"consent_by": _("Klien belum 18 tahun: orang tua atau wali yang menyetujui (UU 27/2022 pasal 25).")}
    return {}


def sending_faults(referral: Referral) -> dict[str, str]:
    """Why the service cannot take this client, each at the service's field."""
    guidance, offering, day = referral.guidance, referral.offering, today_in(referral.guidance.office.zone)
    needs = [row.need for row in referral.needs.filter(removed_at=None).select_related("need")]
    codes = {code for need in needs for code in help_codes(kind=need.kind, code=need.code, is_child=guidance.is_child)}
    reasons = [
        str(each)
        for each in unsuitable(
            terms_of(offering),
            needs=codes,
            sex=guidance.sex,
            age=age_on(guidance.client.birth_on, day),
            region_code=region_of(guidance, day),
        )
    ]
    agreement = ended_agreement_of(offering.organisation_id, day)
    if agreement is not None:
        words = {"agreement": str(agreement)}
        reasons.append(_("Perjanjian %(agreement)s dengan mitra ini sudah berakhir.") % words)
    return {"offering": " ".join(reasons)} if reasons else {}


def terms_of(offering: Offering) -> Terms:
    """For whom the service is, as the rule reads it."""
    return Terms(
        needs=offering.needs,
        for_men=offering.for_men,
        for_women=offering.for_women,
        age_from=offering.age_from,
        age_to=offering.age_to,
        areas=offering.areas,
        is_active=offering.is_active and offering.organisation.is_active,
    )
