"""Correcting a person, and the dated facts that hang on one: residence and guarantor."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.actions.register import check_nik_free, status_problems
from clients.actions.rows import NIK_TAKEN, changed, locked, refuse, whole
from clients.models import Client, Guarantor, Residence
from clients.rules.cohort import is_child_at

DAY = timedelta(days=1)


def correct_person(*, client_id: int, by: User, scope: Scope, **values: Any) -> Client:
    """Correct fields of Client; the history keeps what stood before. Raises Invalid, Client.DoesNotExist."""
    with whole(by):
        client = locked(Client.objects, pk=client_id, scope=scope)
        names = changed(client, values)
        if not names:
            return client
        if "nik" in names:
            _check_nik(client, scope=scope)
        if "birth_on" in names:
            refuse(_birth_problems(client))
        client.save(update_fields=[*names, "nik_index", "search_text"])
        record(verb="client.corrected", subject=client, by=by, fields=sorted(names))
    return client


def _check_nik(client: Client, *, scope: Scope) -> None:
    check_nik_free(client.nik_text, scope=scope)
    if client.nik and Client.objects.exclude(pk=client.pk).filter(nik_index=client.index_of_nik()).exists():
        refuse({"nik": NIK_TAKEN})


def _birth_problems(client: Client) -> Mapping[str, Any]:
    """A new birth date may turn an adult into a child; then the legal grounds on file must still fit."""
    if client.birth_on >= today_in():
        return {"birth_on": _("Tanggal lahir harus sebelum hari ini.")}
    if client.cases.filter(offence_on__lte=client.birth_on).exists():
        return {"birth_on": _("Tanggal lahir harus sebelum tanggal perbuatan.")}
    for guidance in client.guidances.select_related("case"):
        if status_problems(guidance.status, is_child_at(client.birth_on, guidance.case.offence_on)):
            return {
                "birth_on": _(
                    "Dengan tanggal lahir ini, kelompok anak/dewasa berubah dan status bimbingan klien tidak sah lagi."
                )
            }
    return {}


def move_residence(
    *, client_id: int, street: str, region_code: str | None, from_on: date, by: User, scope: Scope
) -> Residence:
    """A new address from `from_on`; the one before ends the day before. Raises Invalid, Client.DoesNotExist."""
    with whole(by):
        client = locked(Client.objects, pk=client_id, scope=scope)
        _end_current(client.residences, from_on)
        residence = Residence.objects.create(
            client=client, street=street, region_id=region_code or None, from_on=from_on
        )
        record(verb="residence.moved", subject=client, by=by, residence=residence.pk, from_on=from_on.isoformat())
    return residence


def change_guarantor(
    *, client_id: int, from_on: date, by: User, scope: Scope, region_code: str | None = None, **values: Any
) -> Guarantor:
    """A new guarantor from `from_on`; the one before ends the day before. Raises Invalid, Client.DoesNotExist.

    values: fields of Guarantor without region and dates.
    """
    with whole(by):
        client = locked(Client.objects, pk=client_id, scope=scope)
        _end_current(client.guarantors, from_on)
        guarantor = Guarantor.objects.create(client=client, region_id=region_code or None, from_on=from_on, **values)
        record(verb="guarantor.changed", subject=client, by=by, guarantor=guarantor.pk, from_on=from_on.isoformat())
    return guarantor


def _end_current(rows: Any, from_on: date) -> None:
    if from_on > today_in():
        refuse({"from_on": _("Tanggal ini tidak boleh sesudah hari ini.")})
    latest = rows.order_by("-from_on").first()
    if latest is not None and latest.from_on >= from_on:
        refuse({"from_on": _("Tanggal ini harus sesudah tanggal mulai data yang sekarang.")})
    rows.filter(to_on=None).update(to_on=from_on - DAY)
