"""Printing a day list for a partner, typing it back, and keeping the sheet that came back."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.kept_file import BadFile, kept_file, said_of
from bapas_portal.core.once import SentBefore, again
from bapas_portal.core.scope import Scope
from partners.actions.referral_report import add_referral_session
from partners.choices_referral import Source
from partners.models import Offering
from programs.actions.seat_word import say_of_seats
from programs.models import PaperList, PaperRow, PaperScan, ServiceSession
from programs.queries.paper import TYPE, coming, rows_of_code
from programs.queries.service_attendance import live_seats
from programs.rules.paper import Visit, key_of, new_code
from programs.rules.service_attendance import Sent

MAX_SCANS = 20


@dataclass(slots=True)
class Typed:
    """What typing back did, by row id: saved, and on record before."""

    saved: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)


@transaction.atomic
def print_service_list(*, offering_id: int, day: date, form_key: uuid.UUID, by: User, scope: Scope) -> PaperList:
    """A list of who may come to the service on `day`: the partner's clients in sight. `scope` narrowed.

    A known `form_key` answers with the list it made. Raises WrongState where nobody may come.
    """
    known = PaperList.objects.filter(form_key=form_key, by=by).first()
    if known is not None:
        return again(known, offering_id=offering_id)
    referrals = coming(offering_id, scope)
    if not referrals:
        raise WrongState(_("Belum ada klien yang diterima atau dilayani di layanan ini."))
    organisation_id = referrals[0].offering.organisation_id
    paper = _new(by, day, form_key, organisation_id=organisation_id, offering_id=offering_id)
    _add_rows(paper, [{"referral": row, "guidance": row.guidance} for row in referrals])
    return paper


@transaction.atomic
def print_session_list(*, session_id: int, form_key: uuid.UUID, by: User, scope: Scope) -> PaperList:
    """A list of who sits in the session of kerja sosial. `scope` narrowed.

    Raises ServiceSession.DoesNotExist or WrongState (nobody sits in it, cancelled).
    """
    session = ServiceSession.objects.visible_to(scope).select_related("site").get(pk=session_id)
    known = PaperList.objects.filter(form_key=form_key, by=by).first()
    if known is not None:
        return again(known, session_id=session_id)
    seats = list(live_seats(session, scope))
    if not seats or session.cancel_reason:
        raise WrongState(_("Belum ada klien pada sesi ini."))
    organisation_id = session.site.organisation_id
    paper = _new(by, session.held_on, form_key, organisation_id=organisation_id, session_id=session_id)
    _add_rows(paper, [{"seat": seat, "guidance": seat.order.guidance} for seat in seats])
    return paper


@transaction.atomic
def type_visits(*, code: str, rows: Mapping[int, Visit], by: User, scope: Scope) -> Typed:
    """Copy what the partner wrote of its service; rows: {PaperRow id: what the paper says}. `scope` not narrowed.

    Raises PaperList.DoesNotExist, or Invalid with `<row id>-<field>` for every row that breaks a rule.
    """
    known = _rows_in_sight(code, scope)
    # Whoever types another print of the same day waits here, and then finds what was saved.
    Offering.objects.select_for_update().get(pk=next(iter(known.values())).paper.offering_id or 0)
    typed = Typed()
    wrong: dict[str, str] = {}
    for row_id, visit in rows.items():
        row = known[row_id]
        held = row.referral.sessions.filter(held_on=row.paper.day, replaced_by=None) if row.referral else None
        if held is not None and held.exists():
            typed.before.append(row_id)
            continue
        try:
            _add_visit(row, visit, by, scope)
        except Invalid as error:
            names = {"held_on": "presence", "reason": "presence"}
            wrong |= {f"{row_id}-{names.get(name, name)}": str(text) for name, text in error.fields.items()}
        except (WrongState, SentBefore) as error:
            wrong[f"{row_id}-presence"] = str(error.message)
        else:
            typed.saved.append(row_id)
    if wrong:
        raise Invalid(_("Belum tersimpan, juga baris yang lain. Periksa baris yang ditandai."), wrong)
    _typed(known, typed, by)
    return typed


@transaction.atomic
def type_seats(*, code: str, rows: Mapping[int, Sent], by: User, scope: Scope) -> Typed:
    """Copy what the partner wrote of a session of kerja sosial; it counts once the supervisor saves it.

    Raises as `type_visits`, and WrongState (the session is cancelled, its day has not come, a client was moved).
    """
    known = _rows_in_sight(code, scope)
    by_seat = {known[row_id].seat_id: row_id for row_id in rows}
    session_id = next(iter(known.values())).paper.session_id
    said = {seat_id: (0, rows[row_id]) for seat_id, row_id in by_seat.items() if seat_id is not None}
    try:
        heard = say_of_seats(
            session_id=session_id or 0, rows=said, source=Source.PAPER, by=by, scope=scope.narrowed(TYPE)
        )
    except Invalid as error:
        fields = {}
        for name, text in error.fields.items():
            seat_id, _dash, part = name.partition("-")
            fields[f"{by_seat[int(seat_id)]}-{part}"] = text
        raise Invalid(error.message, fields) from error
    before = [by_seat[seat_id] for seat_id in (*heard.same, *heard.changed, *heard.counted)]
    typed = Typed(saved=[by_seat[seat_id] for seat_id in heard.saved], before=before)
    _typed(known, typed, by)
    return typed


@transaction.atomic
def keep_scan(*, code: str, data: bytes, name: str, by: User, scope: Scope) -> PaperScan:
    """Keep the sheet that came back; the same bytes once. `scope` not narrowed.

    Raises PaperList.DoesNotExist or Invalid (no such kind of file, too large, too many).
    """
    paper = next(iter(_rows_in_sight(code, scope).values())).paper
    PaperList.objects.select_for_update(no_key=True).get(pk=paper.pk)
    try:
        kept = kept_file(data, name)
    except BadFile as error:
        raise Invalid(said_of(error), {"upload": said_of(error)}) from error
    digest = hashlib.sha256(kept.data).hexdigest()
    known = paper.scans.filter(digest=digest).first()
    if known is not None:
        return again(known)
    if paper.scans.count() >= MAX_SCANS:
        text = _("Satu daftar memuat paling banyak %(count)s pindaian.") % {"count": MAX_SCANS}
        raise Invalid(text, {"upload": text})
    row = PaperScan(paper=paper, name=kept.name, content_type=kept.content_type, digest=digest, by=by)
    row.file.save(f"{uuid.uuid4().hex}{kept.ending}", ContentFile(kept.data), save=False)
    row.save()
    record(verb="paper.scanned", subject=paper, by=by, office_id=paper.organisation.office_id, digest=digest)
    return row


def _rows_in_sight(code: str, scope: Scope) -> dict[int, PaperRow]:
    rows = {row.pk: row for row in rows_of_code(code, scope.narrowed(TYPE))}
    if not rows:
        raise PaperList.DoesNotExist
    return rows


def _new(by: User, day: date, form_key: uuid.UUID, **of: int) -> PaperList:
    paper = PaperList.objects.create(code=new_code(), day=day, form_key=form_key, by=by, **of)
    record(verb="paper.printed", subject=paper, by=by, office_id=paper.organisation.office_id, on=day.isoformat())
    return paper


def _add_rows(paper: PaperList, rows: list[dict[str, Any]]) -> None:
    PaperRow.objects.bulk_create(PaperRow(paper=paper, number=n, **row) for n, row in enumerate(rows, start=1))


def _add_visit(row: PaperRow, visit: Visit, by: User, scope: Scope) -> None:
    """In a savepoint: a wrong row leaves the others to be looked at."""
    with transaction.atomic():
        add_referral_session(
            referral_id=row.referral_id or 0,
            form_key=key_of(row.pk),
            from_paper=True,
            held_on=row.paper.day,
            presence=visit.presence,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            feedback=visit.feedback,
            needs_officer=visit.needs_officer,
            by=by,
            scope=scope,
        )


def _typed(known: Mapping[int, PaperRow], typed: Typed, by: User) -> None:
    if typed.saved:
        row = known[typed.saved[0]]
        record(verb="paper.typed", subject=row.paper, by=by, office_id=row.guidance.office_id, rows=len(typed.saved))
