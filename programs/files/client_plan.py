"""The client's own copy of the plan as PDF: plain words in large print.

It says no offence, no need, no category of risk and nobody else's data. Always Indonesian, whatever language the
reader's pages are in. A child is spoken to as a child, and a part is for the parent or guardian.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.letterhead import letterhead
from bapas_portal.core.dates import in_zone
from bapas_portal.core.pdf import set_pdf
from programs.choices import LineState, PlanAnswerKind
from programs.choices_plan import StepActor, StepState
from programs.queries.client_plan import IN_FORCE, REPLACED, RETURNED, WAITING, ClientPlan, SheetGoal, SheetStep

TEMPLATE = Path(__file__).parent / "client_plan.typ"
BLANK = "." * 30


def client_plan_pdf(sheet: ClientPlan, *, by: str, at: datetime) -> bytes:
    """The sheet, printed by the person of this name at this moment."""
    with translation.override("id"):
        return set_pdf(TEMPLATE, words_of(sheet, by=by, at=at))


def words_of(sheet: ClientPlan, *, by: str, at: datetime) -> dict[str, Any]:
    """All words of the sheet, ready to be set. A child's is marked secret (UU 11/2012 art. 19)."""
    guidance, office = sheet.guidance, sheet.guidance.office
    you = _("kamu") if guidance.is_child else _("Anda")
    when = f"{date_format(in_zone(at, office.zone), 'j F Y H.i')} {office.zone}"
    return {
        "letterhead": letterhead(office),
        "title": _("Rencana saya"),
        "name": guidance.client.name,
        "is_secret": guidance.is_child,
        "intro": _intro(guidance.is_child),
        "standing": _standing(sheet, you),
        "is_valid": sheet.standing == IN_FORCE,
        "said": _said(sheet, you),
        "goals": [_goal(number, goal, you) for number, goal in enumerate(sheet.goals, start=1)],
        "next": [_("Yang terjadi selanjutnya"), _next(sheet, you)],
        "guardian": [_("Untuk orang tua atau wali"), _for_guardian()] if guidance.is_child else None,
        "contact": [_("Hubungi PK %(you)s") % {"you": you}, _contact(sheet)],
        "signatures": _signatures(sheet),
        "frame": {
            "secret": _("RAHASIA"),
            "head": f"{_('Rencana saya')} · {guidance.client.name}",
            "printed": _("Dicetak oleh %(who)s, %(when)s") % {"who": by, "when": when},
            "page": _("Halaman"),
            "of": _("dari"),
        },
    }


def _intro(is_child: bool) -> str:
    if is_child:
        return _(
            "Rencana ini dibuat bersama kamu dan orang tua atau wali kamu. Isinya: apa yang ingin kamu capai, siapa"
            " melakukan apa, dan sampai kapan. Kalau ada yang belum jelas, tanyakan saja."
        )
    return _(
        "Rencana ini dibuat bersama Anda. Isinya: apa yang ingin dicapai, siapa melakukan apa, dan sampai kapan. Bila"
        " ada yang belum jelas, tanyakan kepada PK Anda."
    )


def _standing(sheet: ClientPlan, you: str) -> str:
    """Which version this is, of what day, and whether it holds."""
    version, zone = sheet.version, sheet.guidance.office.zone
    said = {
        IN_FORCE: _("Rencana versi %(number)s, disetujui %(day)s. Rencana ini berlaku."),
        WAITING: _("Rencana versi %(number)s, diajukan %(day)s. Belum disetujui; isinya masih dapat berubah."),
        RETURNED: _("Rencana versi %(number)s, diajukan %(day)s. Dikembalikan untuk diperbaiki, jadi tidak berlaku."),
        REPLACED: _(
            "Rencana versi %(number)s, disetujui %(day)s. Sudah diganti dan tidak berlaku lagi. Minta rencana yang"
            " baru kepada PK %(you)s."
        ),
    }[sheet.standing]
    approved_at = version.decided_at if sheet.standing in (IN_FORCE, REPLACED) else None
    moment = approved_at or version.submitted_at
    words = said % {"number": version.number, "day": _day(in_zone(moment, zone).date()), "you": you}
    if sheet.guidance.ended_on:
        words += " " + _("Masa bimbingan sudah berakhir %(day)s.") % {"day": _day(sheet.guidance.ended_on)}
    return words


def _said(sheet: ClientPlan, you: str) -> str:
    """What the client answered, as the client would tell it."""
    answer = sheet.answer
    words = {"you": you[0].upper() + you[1:], "day": _day(answer.answered_on) if answer else ""}
    if answer and answer.answer == PlanAnswerKind.AGREED:
        return _("%(you)s setuju dengan rencana ini pada %(day)s.") % words
    if answer and answer.answer == PlanAnswerKind.REFUSED:
        return _("%(you)s tidak setuju dengan rencana ini pada %(day)s.") % words
    return _("%(you)s belum menjawab. %(you)s boleh setuju, dan boleh juga tidak setuju.") % words


def _goal(number: int, goal: SheetGoal, you: str) -> dict[str, Any]:
    way = _("%(way)s, bersama %(partner)s") if goal.partner else "%(way)s"
    days = _("%(first)s sampai %(last)s") % {"first": _day(goal.start_on), "last": _day(goal.due_on)}
    facts = [
        [_("Caranya"), way % {"way": goal.way, "partner": goal.partner}],
        [_("Waktunya"), days],
        [_("Berhasil bila"), goal.indicator],
    ]
    if goal.target:
        facts += [[_("Sekarang"), goal.baseline], [_("Nanti"), goal.target]]
    ended = {
        LineState.DONE.value: _("Tujuan ini sudah tercapai."),
        LineState.DROPPED.value: _("Tujuan ini dihentikan."),
    }
    return {
        "head": _("Tujuan %(number)s") % {"number": number},
        "goal": goal.goal,
        "facts": facts,
        "ended": ended.get(goal.state, ""),
        "steps": [_step(step, goal, you) for step in goal.steps],
    }


def _step(step: SheetStep, goal: SheetGoal, you: str) -> dict[str, Any]:
    who = {
        StepActor.CLIENT.value: you[0].upper() + you[1:],
        StepActor.OFFICER.value: _("PK %(you)s") % {"you": you},
        StepActor.PARTNER.value: goal.partner or _("Mitra"),
        StepActor.FAMILY.value: _("Keluarga %(you)s") % {"you": you},
    }[step.actor]
    day = _("Paling lambat %(day)s.") % {"day": _day(step.due_on)}
    if step.state == StepState.DONE and step.state_on:
        day = _("Sudah dilakukan %(day)s.") % {"day": _day(step.state_on)}
    elif step.state == StepState.NOT_DONE:
        day = _("Tidak jadi dilakukan.")
    return {
        "who": _("%(who)s akan:") % {"who": who},
        "action": step.action,
        "day": day,
        "is_done": step.state == StepState.DONE,
    }


def _next(sheet: ClientPlan, you: str) -> list[str]:
    said, step = [], sheet.next_step
    if sheet.standing == IN_FORCE and step:
        words = {"you": you, "action": step.action, "day": _day(step.due_on)}
        if step.due_on < sheet.today:
            said.append(
                _("Langkah %(you)s yang sudah lewat harinya: %(action)s (%(day)s). Bicarakan dengan PK.") % words
            )
        else:
            said.append(_("Langkah %(you)s yang paling dekat: %(action)s, paling lambat %(day)s.") % words)
    if sheet.review_on and sheet.review_on >= sheet.today:
        said.append(
            _("Rencana ini dibaca lagi bersama %(you)s paling lambat %(day)s.")
            % {"you": you, "day": _day(sheet.review_on)}
        )
    elif sheet.review_on:
        said.append(_("Sudah waktunya rencana ini dibaca lagi bersama %(you)s. Temui PK %(you)s.") % {"you": you})
    said.append(
        _("Bila ada langkah yang sulit, atau keadaan berubah, segera katakan kepada PK %(you)s. Rencana dapat diubah.")
        % {"you": you}
    )
    return said


def _for_guardian() -> list[str]:
    return [
        _("Bacalah rencana ini bersama anak. Bantu ia melakukan langkahnya, dan ingatkan harinya."),
        _("Langkah keluarga adalah bagian Bapak, Ibu, atau wali."),
        _("Simpan kertas ini baik-baik. Jangan tunjukkan kepada orang yang tidak perlu tahu."),
    ]


def _contact(sheet: ClientPlan) -> list[list[str]]:
    """The portal keeps no telephone number of an office, so the officer writes it by hand."""
    officer, office = sheet.guidance.officer, sheet.guidance.office
    return [
        [_("Nama PK"), officer.name if officer else BLANK],
        [_("Kantor"), ", ".join(word for word in (office.name, office.city) if word)],
        [_("Telepon"), BLANK],
    ]


def _signatures(sheet: ClientPlan) -> list[list[str]]:
    """[role, name]; dots where the name is written by hand."""
    guidance, officer = sheet.guidance, sheet.guidance.officer
    rows = [[_("Saya"), guidance.client.name]]
    if guidance.is_child:
        rows.append([_("Orang tua atau wali"), BLANK])
    return [*rows, [_("PK"), officer.name if officer else BLANK]]


def _day(day: date) -> str:
    return date_format(day, "j F Y")
