"""Confirming a directive for an office by name, asking about it, and answering."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import NotAllowed, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of, refuse
from programs.models import Answer, DirectiveVersion, Question, Reading
from programs.permissions import check_writes_directives
from programs.queries.directive import confirming_offices, newest

LONGEST = 2000


class Superseded(WrongState):
    """The version is no longer the one in force."""

    code = "superseded"


class AnsweredMeanwhile(WrongState):
    """Somebody answered after the form was opened; both wordings are shown before a second answer is added."""

    code = "answered_meanwhile"


@transaction.atomic
def confirm_reading(*, version_id: int, office_id: int, by: User, scope: Scope) -> Reading:
    """ "Sudah dibaca dan dipahami" for an office, by its head or its Kanwil staff. A second time gives back the first.

    Raises DirectiveVersion.DoesNotExist, NotAllowed (not one's own office), Superseded or WrongState (withdrawn).
    """
    if office_id not in {office.pk for office in confirming_offices(by)} or not scope.reaches:
        raise NotAllowed(_("Arahan dikonfirmasi oleh Kepala Bapas atau staf Kanwil untuk kantornya sendiri."))
    version = DirectiveVersion.objects.select_related("directive").get(pk=version_id, state="PUBLISHED")
    known = Reading.objects.filter(version=version, office=office_id).select_related("by").first()
    if known is not None:
        return again(known)
    if version.directive.withdrawn_at is not None:
        raise WrongState(_("Arahan ini sudah ditarik; tidak perlu dikonfirmasi."))
    if not newest().filter(pk=version.pk).exists():
        raise Superseded(_("Sudah ada versi yang lebih baru. Baca versi itu, lalu konfirmasi di sana."))
    try:
        with transaction.atomic():
            reading = Reading.objects.create(version=version, office_id=office_id, by=by)
    except IntegrityError as error:
        if constraint_of(error) != "reading_once":
            raise
        return again(Reading.objects.select_related("by").get(version=version, office=office_id))
    record(
        verb="directive.confirmed",
        subject=version.directive,
        by=by,
        office_id=office_id,
        version=version.number,
        digest=version.digest,
    )
    return reading


@transaction.atomic
def ask_question(*, version_id: int, text: str, form_key: UUID, by: User, scope: Scope) -> Question:
    """Ask about a published version. A known `form_key` answers with the question it made.

    Raises DirectiveVersion.DoesNotExist, NotAllowed (no office), Invalid or SentBefore.
    """
    version = DirectiveVersion.objects.get(pk=version_id, state="PUBLISHED")
    return _asked(version, text, form_key, by=by, scope=scope, corrects=None)


@transaction.atomic
def correct_question(*, question_id: int, text: str, form_key: UUID, by: User, scope: Scope) -> Question:
    """Put one's own question right by another entry; the first wording stays to be read.

    Raises Question.DoesNotExist (somebody else's), WrongState (corrected already), or as `ask_question`.
    """
    old = Question.objects.select_for_update().get(pk=question_id, by=by)
    known = Question.objects.filter(corrects=old).first()
    if known is not None and known.form_key != form_key:
        raise WrongState(_("Pertanyaan ini sudah dibetulkan; betulkan yang terbaru."))
    return _asked(old.version, text, form_key, by=by, scope=scope, corrects=old)


def _asked(
    version: DirectiveVersion, text: str, form_key: UUID, *, by: User, scope: Scope, corrects: Question | None
) -> Question:
    office = scope.office_id
    if office is None or not scope.reaches:
        raise NotAllowed(_("Pertanyaan diajukan dari kantor; akun Anda belum terhubung dengan kantor."))
    known = Question.objects.filter(form_key=form_key).first()
    if known is not None and (known.by_id, known.version_id) != (by.pk, version.pk):
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    words = _words(text)
    if known is not None:
        return again(known, text=words)
    question = Question.objects.create(
        version=version, office_id=office, text=words, corrects=corrects, form_key=form_key, by=by
    )
    record(verb="question.asked", subject=question, by=by, office_id=office, version=version.number)
    return question


@transaction.atomic
def answer_question(*, question_id: int, text: str, seen: int, form_key: UUID, by: User, scope: Scope) -> Answer:
    """Answer for the directorate; everybody reads it. seen: how many answers the form showed.

    Raises NotAllowed, Question.DoesNotExist, Invalid, SentBefore, AnsweredMeanwhile, or WrongState (put right since).
    """
    check_writes_directives(scope)
    question = Question.objects.select_for_update().get(pk=question_id)
    words = _words(text)
    known = Answer.objects.filter(form_key=form_key).first()
    if known is not None and (known.by_id, known.question_id) != (by.pk, question.pk):
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    if known is not None:
        return again(known, text=words)
    if Question.objects.filter(corrects=question).exists():
        raise WrongState(_("Penanya sudah membetulkan pertanyaan ini; jawab yang terbaru."))
    if question.answers.count() != seen:
        raise AnsweredMeanwhile(_("Pertanyaan ini dijawab orang lain setelah Anda membukanya. Jawaban Anda tetap ada."))
    answer = Answer.objects.create(question=question, text=words, form_key=form_key, by=by)
    record(verb="question.answered", subject=question, by=by, office_id=question.office_id)
    return answer


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        refuse({"text": _("Bagian ini wajib diisi.")})
    if len(words) > LONGEST:
        refuse({"text": _("Paling banyak %(count)s huruf.") % {"count": LONGEST}})
    return words
