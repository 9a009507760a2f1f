"""Writing down what the client said to a version of the plan, with its proof."""

import uuid
from datetime import date
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import in_zone, today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from programs.choices import PlanAnswerKind, UnableReason
from programs.models import ActionPlan, PlanAnswer, PlanVersion
from programs.queries.plan_answer import is_asked_about
from programs.rules.content import digest_of
from programs.rules.picture import BadPicture
from programs.rules.proof import Proof, proof_of_drawing, proof_of_file

TEXT_LENGTH = 2000


class Said(TypedDict, total=False):
    """What the form says; `unable_reason` and `reason` are dropped where the answer has none."""

    answer: Required[str]
    unable_reason: str
    reason: str
    comment: str
    accompanied_by: str


@transaction.atomic
def answer_plan(
    *,
    guidance_id: int,
    version_number: int,
    seen: int = 0,
    answered_on: date,
    drawn: str = "",
    scan: bytes = b"",
    form_key: UUID,
    by: User,
    scope: Scope,
    **given: Unpack[Said],
) -> PlanAnswer:
    """Add the client's word on a version; an earlier one stays. `seen`: number of the last answer read, 0 for none.

    drawn: a signature as data URL; scan: a file's bytes; a scan goes before a drawing. `scope` is narrowed to
    programs.write_plan. Raises PlanVersion.DoesNotExist, WrongState (returned, overtaken, guidance ended, answered
    meanwhile) or Invalid with each fault at its field.
    """
    found = PlanVersion.objects.visible_to(scope).get(plan__guidance=guidance_id, number=version_number)
    rows = ActionPlan.objects.select_related("guidance__office").select_for_update(of=("self",))
    plan = rows.get(pk=found.plan_id)
    version = PlanVersion.objects.get(pk=found.pk)
    said = _cleaned(given)
    known = PlanAnswer.objects.filter(form_key=form_key).first()
    if known is not None:
        return again(known, version_id=version.pk, answered_on=answered_on, **said)
    last = _check_open(plan, version, seen)
    faults = _faults(plan, version, answered_on, said)
    proof = _proof(drawn, scan, faults)
    if proof is None and said["answer"] == PlanAnswerKind.AGREED and not faults.keys() & {"drawn", "scan"}:
        faults["drawn"] = _(
            "Klien setuju: minta tanda tangannya di sini, atau unggah kertas yang sudah ditandatangani."
        )
    if faults:
        raise Invalid(_("Jawaban klien belum tersimpan."), faults)
    row = PlanAnswer(version=version, number=last + 1, digest=version.digest, answered_on=answered_on, **said)
    row.form_key, row.by = form_key, by
    _keep(row, proof)
    _leave_trail(plan, version, row)
    return row


def _cleaned(given: Said) -> dict[str, str]:
    answer = given["answer"]
    return {
        "answer": answer,
        "unable_reason": given.get("unable_reason", "") if answer == PlanAnswerKind.UNABLE else "",
        "reason": "" if answer == PlanAnswerKind.AGREED else _clean(given.get("reason", "")),
        "comment": _clean(given.get("comment", "")),
        "accompanied_by": _clean(given.get("accompanied_by", "")),
    }


def _keep(row: PlanAnswer, proof: Proof | None) -> None:
    if proof is not None:
        row.proof_type, row.proof_digest = proof.content_type, proof.digest
        row.proof.save(f"{uuid.uuid4().hex}{proof.ending}", ContentFile(proof.data), save=False)
    row.save(force_insert=True)


def _leave_trail(plan: ActionPlan, version: PlanVersion, row: PlanAnswer) -> None:
    record(
        verb="plan.answered",
        subject=plan,
        by=row.by,
        office_id=plan.guidance.office_id,
        version=version.number,
        digest=version.digest,
        answer=row.answer,
        proof=row.proof_digest,
    )


def _check_open(plan: ActionPlan, version: PlanVersion, seen: int) -> int:
    """The number of the version's last answer. Raises WrongState."""
    if plan.guidance.ended_on is not None:
        raise WrongState(_("Masa bimbingan ini sudah berakhir; rencana aksinya tidak dapat diubah lagi."))
    if not is_asked_about(version):
        raise WrongState(_("Versi ini sudah dikembalikan atau diganti. Tanyakan klien tentang versi terbarunya."))
    if digest_of(version.content) != version.digest:
        raise WrongState(_("Isi versi ini tidak sama dengan yang diajukan. Hubungi administrator."))
    last = version.answers.select_related("by").order_by("-number").first()
    if last is not None and last.number != seen:
        raise WrongState(
            _("%(who)s sudah mencatat jawaban klien: %(answer)s. Isian Anda belum tersimpan; baca jawaban itu dahulu.")
            % {"who": last.by.name, "answer": last.get_answer_display().lower()}
        )
    return last.number if last else 0


def _faults(plan: ActionPlan, version: PlanVersion, answered_on: date, said: dict[str, str]) -> dict[str, str]:
    faults: dict[str, str] = {}
    zone = plan.guidance.office.zone
    if said["answer"] not in PlanAnswerKind.values:
        faults["answer"] = _("Pilih jawaban klien.")
    if said["answer"] == PlanAnswerKind.REFUSED and not said["reason"]:
        faults["reason"] = _("Tulis mengapa klien menolak, dengan kata-katanya sendiri.")
    if said["answer"] == PlanAnswerKind.UNABLE and said["unable_reason"] not in UnableReason.values:
        faults["unable_reason"] = _("Pilih mengapa klien tidak dapat menjawab.")
    if said["unable_reason"] == UnableReason.OTHER and not said["reason"]:
        faults["reason"] = _("Tulis sebabnya.")
    if plan.guidance.is_child and said["answer"] != PlanAnswerKind.UNABLE and not said["accompanied_by"]:
        faults["accompanied_by"] = _("Anak didampingi saat menjawab: tulis nama orang tua, wali, atau pendampingnya.")
    if answered_on > today_in(zone):
        faults["answered_on"] = _("Hari ini belum tiba.")
    elif answered_on < in_zone(version.submitted_at, zone).date():
        faults["answered_on"] = _("Versi ini belum ada pada hari itu; diajukan %(day)s.") % {
            "day": in_zone(version.submitted_at, zone).strftime("%d-%m-%Y")
        }
    for name in ("reason", "comment"):
        if len(said[name]) > TEXT_LENGTH:
            faults[name] = _("Paling banyak %(most)s huruf.") % {"most": TEXT_LENGTH}
    return faults


def _proof(drawn: str, scan: bytes, faults: dict[str, str]) -> Proof | None:
    """The file to keep, None without one; a file that cannot be kept is named in `faults`."""
    field = "scan" if scan else "drawn"
    try:
        if scan:
            return proof_of_file(scan)
        return proof_of_drawing(drawn) if drawn else None
    except BadPicture as error:
        faults[field] = _message(field, error.reason)
        return None


def _message(field: str, reason: str) -> str:
    if field == "drawn":
        if reason == "empty":
            return _("Kotak tanda tangan masih kosong.")
        return _("Tanda tangan tidak terbaca. Hapus dan tanda tangani lagi, atau unggah kertasnya.")
    return {
        "size": _("Berkas lebih besar dari 8 MB. Perkecil dahulu, lalu unggah lagi."),
        "pixels": _("Ukuran gambar terlalu besar. Perkecil dahulu, lalu unggah lagi."),
    }.get(reason, _("Berkas ini bukan PDF, JPEG, atau PNG yang utuh."))


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in text; a browser counts a line's end as one letter and sends two."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
