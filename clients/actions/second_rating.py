"""The inter-rater check: asked for, scored blind by a second officer, or taken back. It changes no client's result."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.assessment import NOTE_LENGTH
from clients.choices import RatingState
from clients.models import Assessment, SecondRating
from clients.permissions.assessment import check_running
from clients.permissions.guidance import check_may_hold
from clients.queries.instruments import definition_of
from clients.queries.second_rating import first_read_on
from clients.rules.instrument import Instrument
from clients.rules.results import result_as_json
from clients.rules.scoring import problems, score


@transaction.atomic
def ask_second_rating(*, first_id: int, rater_id: int, due_on: date, by: User, scope: Scope) -> SecondRating:
    """Ask a second PK or APK of the office to score the case of assessment `first_id` blind, until `due_on`.

    `scope` is narrowed to clients.ask_second_rating. Raises Assessment.DoesNotExist, WrongState (replaced, guidance
    ended) or Invalid (`rater`: not of the office, made or read the first result, asked already; `due_on`: past).
    """
    rows = Assessment.objects.visible_to(scope).select_related("guidance__office", "assessor", "version")
    first = rows.select_for_update(of=("self",)).get(pk=first_id)
    guidance = first.guidance
    check_running(guidance)
    if Assessment.objects.filter(replaces=first).exists():
        raise WrongState(_("Asesmen ini sudah diperbaiki. Mintalah penilaian kedua atas hasil perbaikannya."))
    today = today_in(guidance.office.zone)
    if due_on < today:
        raise Invalid(_("Batas waktu belum benar."), {"due_on": _("Pilih hari ini atau sesudahnya.")})
    rater = _rater(first, rater_id, today, by)
    rating = SecondRating.objects.create(
        guidance=guidance,
        first=first,
        instrument=first.instrument,
        version=first.version,
        rater=rater,
        asked_by=by,
        due_on=due_on,
    )
    _trail("second_rating.asked", rating, by, officer=rater.pk, on=due_on.isoformat())
    return rating


def _rater(first: Assessment, rater_id: int, today: date, by: User) -> User:
    """The officer who may rate blind. Raises Invalid where not."""
    try:
        rater = check_may_hold(officer_id=rater_id, office=first.guidance.office, on=today)
    except Invalid as error:
        raise Invalid(error.message, {"rater": error.message}) from error
    fault: str | Promise | None = None
    if rater.pk == first.assessor_id:
        fault = _("Petugas ini yang membuat asesmen pertama. Pilih orang lain.")
    elif rater.pk == by.pk:
        fault = _("Anda sudah dapat membaca hasil pertama. Pilih orang lain.")
    elif SecondRating.objects.filter(first=first, rater=rater).exclude(state=RatingState.CANCELLED).exists():
        fault = _("Petugas ini sudah diminta menilai asesmen ini.")
    elif (day := first_read_on(first, rater)) is not None:
        fault = _("Petugas ini sudah membuka hasil pertama pada %(day)s, jadi penilaiannya tidak lagi buta.") % {
            "day": day.strftime("%d-%m-%Y")
        }
    if fault is not None:
        raise Invalid(_("Petugas ini tidak dapat menilai secara buta."), {"rater": fault})
    return rater


@transaction.atomic
def rate_second(
    *,
    rating_id: int,
    answers: Mapping[str, int | bool],
    notes: Mapping[str, str] | None = None,
    by: User,
    scope: Scope,
) -> SecondRating:
    """Score the case with the version and the circumstances of the first result, and keep both side by side.

    answers: item code -> score, or True for a tick. Needs, tiers and figures stay as they are. A second call after
    the first has saved returns that row. `scope` is narrowed to clients.rate_second.
    Raises SecondRating.DoesNotExist, WrongState (taken back), NotAllowed (not the rater) or Invalid (by item code).
    """
    rating = _locked(rating_id, scope)
    if rating.rater_id != by.pk:
        raise NotAllowed(_("Penilaian ini diminta dari petugas lain."))
    if rating.state == RatingState.DONE:
        return rating
    if rating.state == RatingState.CANCELLED:
        raise WrongState(_("Permintaan penilaian kedua ini sudah dibatalkan."))
    definition, context = definition_of(rating.version), rating.first.context
    kept = _clean_notes(definition, notes or {})
    faults = {
        code: _("Catatan paling banyak %(most)s huruf.") % {"most": NOTE_LENGTH}
        for code, note in kept.items()
        if len(note) > NOTE_LENGTH
    }
    faults |= {problem.item: problem.message for problem in problems(definition, answers, context)}
    if faults:
        raise Invalid(_("Penilaian belum dapat disimpan."), faults)
    result = score(definition, answers, context)
    rating.answers = {code: value for code, value in answers.items() if value is not None and value is not False}
    rating.notes, rating.result = kept, result_as_json(result)
    rating.total, rating.category = result.total, result.category
    rating.state, rating.rated_at = RatingState.DONE, timezone.now()
    rating.save(update_fields=["answers", "notes", "result", "total", "category", "state", "rated_at"])
    _trail("second_rating.done", rating, by)
    return rating


@transaction.atomic
def cancel_second_rating(*, rating_id: int, by: User, scope: Scope) -> SecondRating:
    """Take an open request back. `scope` is narrowed to clients.ask_second_rating.

    Raises SecondRating.DoesNotExist, or WrongState for one already scored or taken back.
    """
    rating = _locked(rating_id, scope)
    if rating.state != RatingState.ASKED:
        raise WrongState(_("Permintaan ini sudah selesai atau sudah dibatalkan."))
    rating.state = RatingState.CANCELLED
    rating.save(update_fields=["state"])
    _trail("second_rating.cancelled", rating, by)
    return rating


def _locked(rating_id: int, scope: Scope) -> SecondRating:
    rows = SecondRating.objects.visible_to(scope).select_related("guidance", "version", "first")
    return rows.select_for_update(of=("self",)).get(pk=rating_id)


def _clean_notes(definition: Instrument, notes: Mapping[str, str]) -> dict[str, str]:
    """Notes of known items; PostgreSQL keeps no NUL in text, a browser sends a line's end as two letters."""
    cleaned = {code: note.replace("\x00", "").replace("\r\n", "\n").strip() for code, note in notes.items()}
    return {code: note for code, note in cleaned.items() if note and code in definition.by_code}


def _trail(verb: str, rating: SecondRating, by: User, **data: str | int) -> None:
    record(
        verb=verb,
        subject=rating,
        by=by,
        office_id=rating.guidance.office_id,
        guidance=rating.guidance_id,
        instrument=rating.instrument,
        **data,
    )
