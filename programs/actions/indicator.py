"""Readings of what a line measures. A reading is never changed: a mistake is replaced by a new one that says why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.actions.line import lock_line
from programs.models import ActionPlan, IndicatorReading, PlanLine
from programs.queries.plan import approved_line_ids
from programs.rules.measure import WORDS_LENGTH, Amount, read_amount

NOTE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Sent:
    """A reading as it was typed."""

    measured_on: date
    amount: str
    note: str


@transaction.atomic
def take_reading(
    *, line_id: int, measured_on: date, amount: str, note: str = "", form_key: UUID, by: User, scope: Scope
) -> IndicatorReading:
    """Write down what was measured on a day: `amount` is a number where the line has a unit, else words.

    A known `form_key` answers with the reading it made. Raises PlanLine.DoesNotExist (outside the scope), WrongState
    (line not approved, guidance ended) or Invalid.
    """
    line, plan = lock_line(line_id, by=by, scope=scope)
    if line.pk not in approved_line_ids(plan):
        raise WrongState(_("Baris ini belum disetujui. Tulis keadaan sekarang pada barisnya."))
    return _keep(line, plan, Sent(measured_on, amount, note.strip()), form_key=form_key, by=by)


@transaction.atomic
def correct_reading(
    *, reading_id: int, measured_on: date, amount: str, note: str, form_key: UUID, by: User, scope: Scope
) -> IndicatorReading:
    """Replace a reading; the wrong one stays to be read. `note` says why.

    Raises IndicatorReading.DoesNotExist (outside the scope), WrongState (replaced before) or Invalid.
    """
    found = IndicatorReading.objects.visible_to(scope).get(pk=reading_id)
    line, plan = lock_line(found.line_id, by=by, scope=scope)
    sent = Sent(measured_on, amount, note.strip())
    return _keep(line, plan, sent, form_key=form_key, by=by, replaces=found)


def _keep(
    line: PlanLine, plan: ActionPlan, sent: Sent, *, form_key: UUID, by: User, replaces: IndicatorReading | None = None
) -> IndicatorReading:
    """Save a reading of a locked line, once. Raises WrongState, SentBefore or Invalid."""
    # A correction is of the same kind as what it corrects, whatever the line says today.
    read, fault = read_amount(sent.amount, replaces.unit if replaces else line.unit)
    known = IndicatorReading.objects.filter(form_key=form_key).first()
    if known is not None:
        said: dict[str, Any] = {
            "value": read.value,
            "words": read.words,
            "measured_on": sent.measured_on,
            "note": sent.note,
        }
        return again(known, line_id=line.pk, replaces_id=replaces.pk if replaces else None, **said)
    if replaces and IndicatorReading.objects.filter(replaces=replaces).exists():
        raise WrongState(_("Hasil ukur ini sudah dibetulkan. Buka lagi halamannya untuk membaca yang terbaru."))
    faults = amount_faults(fault) | _other_faults(plan.guidance, sent, replaces)
    if faults:
        raise Invalid(_("Hasil ukur belum tersimpan. Periksa isian yang ditandai."), faults)
    reading = _row(line, read, sent.measured_on, form_key, by)
    reading.note, reading.replaces = sent.note, replaces
    return _save(reading, plan)


def _row(line: PlanLine, read: Amount, on: date, form_key: UUID, by: User) -> IndicatorReading:
    amount: dict[str, Any] = {"value": read.value, "unit": read.unit, "words": read.words}
    return IndicatorReading(line=line, measured_on=on, form_key=form_key, by=by, **amount)


def _save(reading: IndicatorReading, plan: ActionPlan) -> IndicatorReading:
    reading.save(force_insert=True)
    verb = "plan_reading.corrected" if reading.replaces_id else "plan_reading.taken"
    trail = {"reading": reading.pk, "on": reading.measured_on.isoformat()}
    record(verb=verb, subject=reading.line, by=reading.by, office_id=plan.guidance.office_id, **trail)
    return reading


def amount_faults(fault: str, field: str = "amount") -> dict[str, str]:
    """The fault of `read_amount` in words, beside its field; {} for none."""
    said = {
        "missing": _("Tulis apa yang diukur."),
        "number": _("Isian ini harus angka, misalnya 4 atau 2,5."),
        "long": _("Paling banyak %(most)s huruf.") % {"most": WORDS_LENGTH},
    }
    return {field: said[fault]} if fault else {}


def _other_faults(guidance: Guidance, sent: Sent, replaces: IndicatorReading | None) -> dict[str, str]:
    faults, on, note = {}, sent.measured_on, sent.note
    if on > today_in(guidance.office.zone):
        faults["measured_on"] = _("Tanggal belum tiba.")
    elif on < guidance.start_on:
        faults["measured_on"] = _("Tanggal ini sebelum masa bimbingan mulai.")
    if replaces and not note:
        faults["note"] = _("Tulis mengapa dibetulkan.")
    elif len(note) > NOTE_LENGTH:
        faults["note"] = _("Paling banyak %(most)s huruf.") % {"most": NOTE_LENGTH}
    return faults


Amounts = dict[int, tuple[PlanLine, Amount]]


def read_amounts(plan: ActionPlan, typed: Mapping[int, str]) -> tuple[Amounts, dict[str, str]]:
    """What a review measured: line number -> (line that stands, amount), and faults by `reading_<number>`.

    An empty text is nothing measured; a number of no standing line of the plan is left out.
    """
    wanted = {number: text for number, text in typed.items() if text.strip()}
    lines = PlanLine.objects.current().filter(plan=plan, pk__in=wanted)
    found: Amounts = {}
    faults: dict[str, str] = {}
    for line in lines:
        amount, fault = read_amount(wanted[line.pk], line.unit)
        faults |= amount_faults(fault, f"reading_{line.pk}")
        found[line.pk] = line, amount
    return found, faults


def keep_amounts(plan: ActionPlan, amounts: Amounts, *, on: date, form_key: UUID, by: User) -> None:
    """Save what a review measured on its day; each with a key of its own made from the review's."""
    for number, (line, amount) in amounts.items():
        key = uuid5(form_key, str(number))
        _save(_row(line, amount, on, key, by), plan)


def kept_amounts(lines: Iterable[int], form_key: UUID) -> dict[int, Amount]:
    """What the review of this key measured, by line."""
    keys = [uuid5(form_key, str(number)) for number in lines]
    rows = IndicatorReading.objects.filter(form_key__in=keys)
    return {row.line_id: Amount(row.value, row.unit, row.words) for row in rows}
