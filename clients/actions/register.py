"""Registration: a person (new or known), a case, a guidance period, in one step or not at all."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.closing import closed_faults
from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.numbers import next_register_no
from clients.actions.rows import constraint_of, refuse, whole
from clients.models import Case, Client, Guarantor, Guidance, OfficerAssignment, Residence
from clients.permissions.guidance import REGISTER, VIEW, check_may_hold, check_may_register
from clients.queries.file import registered_with
from clients.queries.people import choosable_offices, nik_holder_outside
from clients.rules.cohort import allowed_statuses, is_child_at
from clients.rules.guidance_dates import CaseDates, GuidanceDates, case_date_problems, guidance_date_problems

NIK_ELSEWHERE = _(
    "NIK ini sudah terdaftar di Bapas lain. Hubungi Kanwil Anda untuk menelusurinya, atau daftarkan tanpa NIK dahulu."
)
NIK_IN_OFFICE = _("NIK ini sudah terdaftar di kantor Anda pada petugas lain. Hubungi operator registrasi.")
NIK_SEEN = _("NIK ini sudah terdaftar. Pakai data orang yang sudah ada.")


def register_client(
    *,
    office_id: int,
    by: User,
    scope: Scope,
    client_id: int | None = None,
    person: Mapping[str, Any] | None = None,
    case_id: int | None = None,
    case: Mapping[str, Any] | None = None,
    residence: Mapping[str, Any] | None = None,
    guarantor: Mapping[str, Any] | None = None,
    form_key: UUID | None = None,
    **period: Any,
) -> Guidance:
    """Register a guidance period and what it stands on. Returns the existing one for a form_key already used.

    Either `client_id` (known, visible) or `person` (fields of Client); either `case_id` (of that person) or `case`
    (fields of Case). `residence` and `guarantor` hold fields of theirs and begin on `start_on`. period: status,
    start_on, guidance_end_on and, where there are, officer_id, sentence_expiry_on, decree_no, decree_on, register_no
    (else the next one is given). `scope` may be the full one: it is narrowed here to registering, and to viewing for
    a known person. Raises Invalid (fields), NotAllowed, Client.DoesNotExist, Case.DoesNotExist.
    """
    own = scope.narrowed(REGISTER)
    if known := registered_with(own, form_key):
        return known
    try:
        with whole(by):
            office = _office(own, office_id)
            client = _known(scope, client_id) if client_id is not None else _new_person(scope, person or {}, by=by)
            crime = _case_of(client, case_id, case or {}, by=by, scope=scope, today=today_in(office.zone))
            guidance = Guidance(client=client, case=crime, office=office, form_key=form_key, **period)
            _add_guidance(guidance, by=by, scope=own)
            _add_home(guidance, residence, guarantor)
    except IntegrityError as error:
        # Both clicks of a double click got past the first look; the second finds what the first made.
        if "form_key" not in constraint_of(error):
            raise
        known = registered_with(own, form_key)
        if known is None:
            raise WrongState(_("Formulir ini sudah dipakai. Buka formulir pendaftaran baru.")) from error
        return known
    return guidance


def _add_home(guidance: Guidance, residence: Mapping[str, Any] | None, guarantor: Mapping[str, Any] | None) -> None:
    if residence:
        Residence.objects.create(client=guidance.client, from_on=guidance.start_on, **residence)
    if guarantor:
        Guarantor.objects.create(client=guidance.client, from_on=guidance.start_on, **guarantor)


def _office(scope: Scope, office_id: int) -> Office:
    office = choosable_offices(scope).filter(pk=office_id).first()
    if office is None:
        message = _("Kantor ini di luar lingkup tugas Anda.")
        raise Invalid(message, {"office": message})
    return office


def _known(scope: Scope, client_id: int) -> Client:
    return Client.objects.visible_to(scope.narrowed(VIEW)).select_for_update(of=("self",)).get(pk=client_id)


def check_nik_free(nik: str, *, scope: Scope) -> None:
    """Raises Invalid when the NIK belongs to somebody else, without saying to whom."""
    if not nik:
        return
    where = nik_holder_outside(scope.narrowed(VIEW), nik)
    if where:
        refuse({"nik": NIK_IN_OFFICE if where == "office" else NIK_ELSEWHERE})


def _new_person(scope: Scope, person: Mapping[str, Any], *, by: User) -> Client:
    check_nik_free(person.get("nik", ""), scope=scope)
    client = Client.objects.create(**person)
    record(verb="client.created", subject=client, by=by)
    return client


def _case_of(
    client: Client, case_id: int | None, case: Mapping[str, Any], *, by: User, scope: Scope, today: date
) -> Case:
    if case_id is not None:
        return Case.objects.visible_to(scope.narrowed(VIEW)).get(pk=case_id, client=client)
    crime = Case(client=client, **case)
    refuse(
        case_date_problems(
            CaseDates(
                birth_on=client.birth_on,
                offence_on=crime.offence_on,
                verdict_on=crime.verdict_on,
                first_detained_on=crime.first_detained_on,
            ),
            today=today,
        )
    )
    crime.save()
    record(verb="case.created", subject=crime, by=by, client=client.pk)
    return crime


def _add_guidance(guidance: Guidance, *, by: User, scope: Scope) -> None:
    today = today_in(guidance.office.zone)
    offence_on = guidance.case.offence_on
    is_child = is_child_at(guidance.client.birth_on, offence_on)
    check_may_register(scope=scope, office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=is_child)
    if guidance.officer_id:
        check_may_hold(officer_id=guidance.officer_id, office=guidance.office, on=today)
    closed = closed_faults(office_id=guidance.office_id, start_on=guidance.start_on)
    refuse(closed | status_problems(guidance.status, is_child) | date_problems(guidance, offence_on, today))
    guidance.register_no = guidance.register_no.strip()
    if not guidance.register_no:
        guidance.register_no = next_register_no(
            office=guidance.office, status=guidance.status, is_child=is_child, on=today
        )
    guidance.save()
    guidance.refresh_from_db()
    if guidance.officer_id:
        OfficerAssignment.objects.create(
            guidance=guidance, officer_id=guidance.officer_id, from_on=guidance.start_on, assigned_by=by
        )
    record(
        verb="guidance.registered",
        subject=guidance,
        by=by,
        client=guidance.client_id,
        case=guidance.case_id,
        status=guidance.status,
        register_no=guidance.register_no,
        officer=guidance.officer_id,
    )


def status_problems(status: str, is_child: bool) -> dict[str, Any]:
    """A legal ground that does not fit the age at the offence, as {"status": words}."""
    if status in {allowed.value for allowed in allowed_statuses(is_child)}:
        return {}
    if is_child:
        return {"status": _("Status ini hanya untuk dewasa; klien berumur di bawah 18 tahun saat perbuatan.")}
    return {"status": _("Status ini hanya untuk anak; klien sudah 18 tahun atau lebih saat perbuatan.")}


def date_problems(guidance: Guidance, offence_on: date, today: date) -> dict[str, Any]:
    """As clients.rules.guidance_dates, for a row."""
    return guidance_date_problems(
        GuidanceDates(
            start_on=guidance.start_on,
            guidance_end_on=guidance.guidance_end_on,
            sentence_expiry_on=guidance.sentence_expiry_on,
            decree_on=guidance.decree_on,
            status=guidance.status,
        ),
        offence_on=offence_on,
        today=today,
    )
