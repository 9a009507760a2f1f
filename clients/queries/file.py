"""The file of a guidance period: everything one page shows of it, and the history of what was changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bapas_portal.accounts.models import User
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from clients.models.case import Case
from clients.models.person import Client
from clients.rules.nik import masked

NEWEST = 30


@dataclass(frozen=True, slots=True)
class Tracked:
    """A tracked table: its words, the words of the columns a reader understands, and rows whose names these show."""

    model: Any
    added: str | Promise
    changed: str | Promise
    icon: str
    labels: dict[str, str | Promise]
    related: tuple[str, ...] = ()


TRACKED = (
    Tracked(
        Client,
        gettext_lazy("Data orang dicatat"),
        gettext_lazy("Data orang diubah"),
        "user",
        {
            "name": gettext_lazy("Nama"),
            "aliases": gettext_lazy("Nama lain"),
            "parent_name": gettext_lazy("Bin/binti"),
            "nik": gettext_lazy("NIK"),
            "sex": gettext_lazy("Jenis kelamin"),
            "birth_place": gettext_lazy("Tempat lahir"),
            "birth_on": gettext_lazy("Tanggal lahir"),
            "religion": gettext_lazy("Agama"),
            "education": gettext_lazy("Pendidikan"),
            "marital": gettext_lazy("Status kawin"),
            "occupation": gettext_lazy("Pekerjaan"),
            "phone": gettext_lazy("Telepon"),
            "is_recidivist": gettext_lazy("Residivis"),
        },
    ),
    Tracked(
        Case,
        gettext_lazy("Perkara dicatat"),
        gettext_lazy("Perkara diubah"),
        "scale",
        {
            "offence_group_id": gettext_lazy("Jenis tindak pidana"),
            "articles": gettext_lazy("Pasal"),
            "offence_on": gettext_lazy("Tanggal perbuatan"),
            "court": gettext_lazy("Pengadilan"),
            "verdict_no": gettext_lazy("Nomor putusan"),
            "verdict_on": gettext_lazy("Tanggal putusan"),
            "sentence_years": gettext_lazy("Pidana (tahun)"),
            "sentence_months": gettext_lazy("Pidana (bulan)"),
            "sentence_days": gettext_lazy("Pidana (hari)"),
            "first_detained_on": gettext_lazy("Pertama ditahan"),
            "prison_register_no": gettext_lazy("Register Lapas/Rutan"),
        },
        related=("offence_group",),
    ),
    Tracked(
        Guidance,
        gettext_lazy("Masa bimbingan didaftarkan"),
        gettext_lazy("Masa bimbingan diubah"),
        "file-text",
        {
            "status": gettext_lazy("Status"),
            "register_no": gettext_lazy("Nomor register"),
            "decree_no": gettext_lazy("Nomor SK"),
            "decree_on": gettext_lazy("Tanggal SK"),
            "start_on": gettext_lazy("Mulai"),
            "sentence_expiry_on": gettext_lazy("Ekspirasi"),
            "guidance_end_on": gettext_lazy("HMB"),
            "officer_id": gettext_lazy("PK"),
            "ended_on": gettext_lazy("Berakhir"),
            "end_reason": gettext_lazy("Alasan berakhir"),
            "is_child": gettext_lazy("Anak"),
        },
    ),
)


def guidance_file(scope: Scope, pk: int) -> Guidance:
    """The guidance with its person, case, office and officer. Raises Guidance.DoesNotExist."""
    rows = Guidance.objects.visible_to(scope).select_related("client", "case__offence_group", "office", "officer")
    return rows.get(pk=pk)


def registered_with(scope: Scope, form_key: UUID | None) -> Guidance | None:
    """The guidance that a form with this key has made already; a double click asks for it again."""
    return Guidance.objects.visible_to(scope).filter(form_key=form_key).first() if form_key else None


def other_periods(scope: Scope, guidance: Guidance) -> QuerySet[Guidance]:
    """The person's other guidance periods in reach, newest first."""
    rows = Guidance.objects.visible_to(scope).filter(client=guidance.client_id).exclude(pk=guidance.pk)
    return rows.select_related("office", "officer").order_by("-start_on", "-pk")


def held_since(facts: Any, day: date) -> QuerySet:
    """Residences or guarantors that held on `day` or later, newest first.

    `day` is the first of the periods in reach: what ended before it belongs to a period that the reader may not
    see, of the same person as a child for instance (UU 11/2012 art. 19).
    """
    rows = facts.filter(Q(to_on=None) | Q(to_on__gte=day))
    return rows.select_related("region__parent__parent__parent").order_by("-from_on")


def history(guidance: Guidance) -> list[dict[str, Any]]:
    """What was written about this person, case and guidance, newest first, as `{% timeline %}` wants it.

    The guidance must have come through a scope. Only the newest 30; five queries at most.
    """
    keys = {Client: guidance.client_id, Case: guidance.case_id, Guidance: guidance.pk}
    found = [event for tracked in TRACKED for event in _events(tracked, keys[tracked.model])]
    # Written in one transaction they share a moment; then what was made comes before what was changed.
    found.sort(key=lambda event: (event["when"], bool(event["changes"]), event.pop("order")), reverse=True)
    found = found[:NEWEST]
    people = _names(found)
    for event in found:
        event["who"] = people.get(event.pop("user"), "")
        event["text"] = "; ".join(_change_text(change, people) for change in event.pop("changes"))
    return found


def _events(tracked: Tracked, pk: int) -> Iterator[dict[str, Any]]:
    before: Any = None
    rows = tracked.model.pgh_event_model.objects.filter(pgh_obj_id=pk).select_related("pgh_context", *tracked.related)
    for row in rows.order_by("pgh_id"):
        changes = _changes(tracked, before, row) if before is not None else []
        if before is None or changes:
            yield {
                "when": row.pgh_created_at,
                "title": tracked.added if before is None else tracked.changed,
                "icon": tracked.icon,
                "tone": "success" if before is None else "info",
                "user": row.pgh_context.metadata.get("user") if row.pgh_context else None,
                "changes": changes,
                "order": row.pgh_id,
            }
        before = row


def _changes(tracked: Tracked, before: Any, after: Any) -> list[tuple[str | Promise, str, Any, Any]]:
    return [
        (label, name, _shown(before, name), _shown(after, name))
        for name, label in tracked.labels.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _shown(row: Any, name: str) -> Any:
    """The value in the officers' words; the id of a person stays an id until all names are fetched at once."""
    value = getattr(row, name)
    if name == "officer_id":
        return value
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return display()
    if name == "nik":
        return masked(value or "")
    if name == "offence_group_id":
        return str(row.offence_group)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, datetime | date):
        return date_format(value, "j M Y")
    return ", ".join(value) if isinstance(value, list) else value


def _names(events: list[dict[str, Any]]) -> dict[Any, str]:
    wanted = {event["user"] for event in events}
    for event in events:
        wanted |= {value for _label, name, *values in event["changes"] if name == "officer_id" for value in values}
    return dict(User.objects.filter(pk__in=wanted - {None}).values_list("pk", "name"))


def _change_text(change: tuple[str | Promise, str, Any, Any], people: dict[Any, str]) -> str:
    label, name, old, new = change
    if name == "officer_id":
        old, new = people.get(old, ""), people.get(new, "")
    empty = _("kosong")
    return f"{label}: {old if old not in ('', None) else empty} → {new if new not in ('', None) else empty}"
