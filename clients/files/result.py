"""The result of an assessment as a printed sheet: the page's own figures, in the page's order."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.letterhead import letterhead
from bapas_portal.core.pdf import set_pdf
from bapas_portal.core.ui.needs import WIDTH, needs_bar
from clients.choices import Decision, RiskCategory, Verdict
from clients.models import AssessmentOverride, AssessmentReview
from clients.queries.result_answers import AnswerLine
from clients.queries.result_page import ResultPage, moment_words

TEMPLATE = Path(__file__).with_name("result.typ")
HEIGHT = 16
BAND_COLOURS = {"risk-low": "#d7ebdf", "risk-medium": "#f6e7c1", "risk-high": "#f9d9c6", "risk-very-high": "#efccd4"}
BAR_COLOURS = {"risk-low": "#1d6b43", "risk-medium": "#8a6200", "risk-high": "#b8430a", "risk-very-high": "#991b33"}


def result_pdf(page: ResultPage, *, by: str, at: datetime) -> bytes:
    """The PDF of `page`, printed by the person of this name at this moment."""
    return set_pdf(TEMPLATE, sheet_of(page, by=by, at=at))


def sheet_of(page: ResultPage, *, by: str, at: datetime) -> dict[str, Any]:
    """All words and numbers of the sheet, ready to be set."""
    return {
        "letterhead": letterhead(page.guidance.office),
        "title": page.instrument.title,
        "who": page.who,
        "register_no": page.register_no,
        "frame": _frame(page, by, at),
        "words": _words(),
        "replaced": _replaced(page),
        "result": _result(page),
        "factors": [
            {"label": line.label, "score": _of(line.score, line.maximum), "rule": line.rule, "table": line.table}
            for line in page.factors
        ],
        "factor_bars": [_bar(bar) for bar in page.bars],
        "parts": [[f"{part.code} · {part.label}", part.rule, part.why or _("Diisi.")] for part in page.parts],
        "decisions": page.decisions,
        "judgements": _judgements(page),
        "facts": [[fact.label, fact.value or _("Belum diisi")] for fact in page.facts],
        "answers": _answers(page),
        "doubts": [flag.text for flag in page.instrument.flags],
        "source_text": page.instrument.source_text,
        "seal": _seal(page),
        "chain": _chain(page),
        "signature": _signature(page),
    }


def _frame(page: ResultPage, by: str, at: datetime) -> dict[str, str]:
    zone = page.guidance.office.zone
    named = " · ".join(word for word in (page.who, page.register_no) if word)
    return {
        "secret": _("RAHASIA"),
        "head": f"{page.instrument.short_title} · {named}",
        "printed": _("Dicetak oleh %(who)s, %(when)s") % {"who": by, "when": moment_words(at, zone)},
        "page": _("Halaman"),
        "of": _("dari"),
    }


def _words() -> dict[str, str]:
    return {
        "result": _("Hasil"),
        "own": _("Kategori menurut skor"),
        "standing": _("Kategori yang berlaku"),
        "score": _("Skor"),
        "factors": _("Faktor"),
        "factor": _("Faktor"),
        "where": _("Batas yang menentukan"),
        "parts": _("Bagian yang diisi"),
        "part": _("Bagian"),
        "rule": _("Aturan"),
        "why": _("Pada asesmen ini"),
        "judgements": _("Penyesuaian dan tinjauan"),
        "no_judgements": _("Tidak ada penyesuaian kategori dan tidak ada tinjauan."),
        "about": _("Keterangan"),
        "answers": _("Jawaban"),
        "item": _("Butir"),
        "answer": _("Jawaban dan bukti"),
        "points": _("Poin"),
        "seal": _("Instrumen, rumus, dan segel"),
        "chain": _("Perbaikan"),
    }


def _of(score: int, maximum: int) -> str:
    return _("%(score)s dari %(most)s") % {"score": score, "most": maximum}


def _label(category: str) -> str:
    return str(RiskCategory(category).label)


def _result(page: ResultPage) -> dict[str, Any]:
    return {
        "score": _of(page.assessment.total, page.instrument.total.maximum),
        "score_label": page.instrument.total.label,
        "own": _label(page.own),
        "standing": _label(page.standing),
        "is_overridden": page.is_overridden,
        "sum_rule": page.sum_rule,
        "band_rule": page.band_rule,
        "table": page.band_table,
        "notes": [line for line in (page.adjusted, _compared(page)) if line],
        "bar": _bar(page.total_bar),
    }


def _compared(page: ResultPage) -> str:
    before = page.previous
    if before is None or page.change is None:
        return ""
    return _("Dibanding asesmen %(day)s (skor %(total)s): %(change)s") % {
        "day": date_format(before.assessed_on, "j F Y"),
        "total": before.total,
        "change": f"{page.change:+d}" if page.change else _("tetap"),
    }


def _bar(factor: dict[str, Any]) -> dict[str, str]:
    """The bar of a score over its bands as SVG, with the words that stand for it."""
    bar = needs_bar(factor)
    shapes = [
        f'<rect x="{band.x}" width="{band.width}" height="{HEIGHT}" fill="{BAND_COLOURS.get(band.tone, "#e9eef0")}"/>'
        for band in bar.bands
    ]
    shapes += [f'<rect x="{band.x}" width="1.2" height="{HEIGHT}" fill="#ffffff"/>' for band in bar.bands[1:]]
    colour = BAR_COLOURS.get(bar.tone, "#4d626c")
    shapes.append(f'<rect y="4" width="{bar.width}" height="{HEIGHT - 8}" fill="{colour}"/>')
    size = f'width="{WIDTH:.0f}" height="{HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT}" {size}>{"".join(shapes)}</svg>'
    said = f"{escape(bar.label)}: {_of(factor['score'], factor['maximum'])}, {bar.category_label}"
    return {"svg": svg, "alt": said, "label": bar.label, "score": _of(factor["score"], factor["maximum"])}


def _replaced(page: ResultPage) -> str:
    newer = page.replaced_by
    if newer is None:
        return ""
    when = moment_words(newer.recorded_at, page.guidance.office.zone)
    return _("SUDAH DIPERBAIKI: hasil ini diganti asesmen nomor %(number)s, dicatat %(when)s.") % {
        "number": newer.pk,
        "when": when,
    }


def _judgements(page: ResultPage) -> list[list[str]]:
    zone = page.guidance.office.zone
    return [_override(each, zone) for each in page.overrides] + [_review(each, zone) for each in page.reviews]


def _override(row: AssessmentOverride, zone: str) -> list[str]:
    """[what, who asked and why, what became of it]."""
    what = _("Penyesuaian kategori: %(before)s menjadi %(after)s") % {
        "before": _label(row.from_category),
        "after": _label(row.category),
    }
    state = str(Decision(row.decision).label)
    return [what, _asked(row.asked_by.name, row.asked_at, zone, row.reason), _told(state, row.decided_by, row, zone)]


def _review(row: AssessmentReview, zone: str) -> list[str]:
    state = str(Verdict(row.verdict).label)
    asked = _asked(row.asked_by.name, row.asked_at, zone, row.question)
    return [_("Tinjauan supervisor"), asked, _told(state, row.reviewer, row, zone)]


def _asked(name: str, at: datetime, zone: str, text: str) -> str:
    said = _("Diminta %(who)s, %(when)s.") % {"who": name, "when": moment_words(at, zone)}
    return f"{said} {text}".strip()


def _told(state: str, by: Any, row: AssessmentOverride | AssessmentReview, zone: str) -> str:
    if by is None or row.decided_at is None:
        return state
    return f"{state}: {by.name}, {moment_words(row.decided_at, zone)}. {row.comment}".strip()


def _answers(page: ResultPage) -> list[dict[str, Any]]:
    return [
        {
            "title": _("Bagian %(code)s: %(label)s") % {"code": part.code, "label": part.label},
            "points": "" if part.points is None or part.most is None else _of(part.points, part.most),
            "groups": [{"label": group.label, "lines": [_line(line) for line in group.lines]} for group in part.groups],
        }
        for part in page.answers
    ]


def _line(line: AnswerLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": line.label,
        "answer": line.answer,
        "points": "" if line.points is None else str(line.points),
        "given": line.is_given,
        "note": line.note,
        "source": _("Sumber: %(source)s") % {"source": line.source} if line.source else "",
        "flags": list(line.flags),
    }


def _seal(page: ResultPage) -> dict[str, Any]:
    if not page.has_seal:
        state = _("Asesmen ini disimpan sebelum ada segel.")
    elif page.seal_is_whole:
        state = _("Segel cocok: isi asesmen sama dengan yang ditandatangani.")
    else:
        state = _("Segel TIDAK cocok: isi asesmen bukan lagi yang ditandatangani. Laporkan kepada administrator.")
    rows: Sequence[tuple[str, str]] = [
        (_("Instrumen"), f"{page.instrument.code} {page.instrument.version}"),
        (_("Sidik rumus (SHA-256)"), page.digest),
        (_("Segel asesmen (SHA-256)"), page.assessment.seal or "–"),
    ]
    return {"state": state, "is_broken": page.has_seal and not page.seal_is_whole, "rows": [list(row) for row in rows]}


def _chain(page: ResultPage) -> list[list[str]]:
    """[number and mark, day, score and category, who and when]."""
    return [
        [
            f"{link.number}. " + (_("lembar ini") if link.is_this else _("asesmen nomor %s") % link.assessment.pk),
            _("berlaku") if link.is_last else _("sudah diperbaiki"),
            f"{link.assessment.total} · {_label(link.assessment.category)}",
            f"{link.assessment.assessor.name}, {link.recorded}",
        ]
        for link in page.chain
    ]


def _signature(page: ResultPage) -> dict[str, str]:
    assessor = page.assessment.assessor
    return {
        "said": _("Ditandatangani secara elektronik oleh:"),
        "name": assessor.name,
        "nip": f"NIP {assessor.nip}" if assessor.nip else "",
        "role": _("Pembimbing Kemasyarakatan"),
        "when": page.signed,
    }
