"""Questions on a directive with their answers, and those that still wait for one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from programs.models import Answer, DirectiveVersion, Question


@dataclass(frozen=True, slots=True)
class Thread:
    """A question as it stands now, the wordings it put right (oldest first), and its answers."""

    question: Question
    earlier: list[Question]
    answers: list[Answer]


def questions() -> QuerySet[Question]:
    rows = Question.objects.select_related("by", "office", "version__directive")
    answers = Answer.objects.select_related("by").order_by("pk")
    return rows.prefetch_related(Prefetch("answers", queryset=answers))


def threads(directive_id: int) -> list[Thread]:
    """All questions on a directive, whatever the version, the newest first. Two queries."""
    rows = list(questions().filter(version__directive=directive_id).order_by("pk"))
    by_key = {row.pk: row for row in rows}
    gone = {row.corrects_id for row in rows if row.corrects_id}
    return [_thread(row, by_key) for row in reversed(rows) if row.pk not in gone]


def _thread(row: Question, by_key: dict[int, Question]) -> Thread:
    earlier: list[Question] = []
    before = row.corrects_id
    while before is not None:
        earlier.insert(0, by_key[before])
        before = by_key[before].corrects_id
    chain: Iterable[Question] = [*earlier, row]
    return Thread(row, earlier, [answer for one in chain for answer in one.answers.all()])


def waiting() -> QuerySet[Question]:
    """Questions without an answer that were not put right by another entry; ask for an order and a page."""
    later = Question.objects.filter(corrects=OuterRef("pk"))
    return questions().filter(~Exists(later), ~Exists(Answer.objects.filter(question=OuterRef("pk"))))


def waiting_on(version: DirectiveVersion) -> int:
    return waiting().filter(version__directive=version.directive_id).count()
