"""Questions on directives: asking, putting one's own right, answering, and those that wait."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from bapas_portal.core.paging import keyset_page, next_url
from programs.actions import reading as actions
from programs.forms.directive import WordsForm
from programs.models import DirectiveVersion, Question
from programs.queries import question as queries
from programs.views.directive import published

methods = require_http_methods(["GET", "HEAD", "POST"])
NO_NAMES = gettext_lazy("Dibaca semua kantor. Jangan menulis nama klien.")


@require_safe
@requires("programs.write_directive")
def question_list(request: PortalRequest) -> HttpResponse:
    """Questions that wait for an answer, the oldest first."""
    rows = queries.waiting()
    page = keyset_page(rows, order=("recorded_at", "pk"), cursor=request.GET.get("after", ""))
    context = {"page": page, "total": rows.count(), "next_url": next_url(request.GET, page)}
    return render(request, "programs/question_list.html", context)


def _act(
    request: PortalRequest,
    version: DirectiveVersion,
    form: WordsForm,
    act: Callable[..., Any],
    *,
    title: str,
    said: str | Promise,
    question: Question | None = None,
) -> HttpResponse:
    """Show the form; when it is sent and fits, act and go back to the directive. A refusal keeps what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = act(form.cleaned_data)
            except NotAllowed:
                raise
            except ObjectDoesNotExist as error:
                raise Http404 from error
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, made, said)
                return redirect("programs:directive_detail", version.directive_id)
    answers = list(question.answers.select_related("by").order_by("pk")) if question else []
    if form.is_bound:
        form.data = {**{name: form.data[name] for name in form.data}, "seen": str(len(answers))}
    context = {"version": version, "form": form, "title": title, "question": question, "answers": answers}
    return render(request, "programs/question_form.html", context, status=status)


@methods
@requires("programs.view_directive")
def question_ask(request: PortalRequest, pk: int) -> HttpResponse:
    version = published(pk)
    form = WordsForm(request.POST or None, initial=WordsForm.first_values(), help_text=NO_NAMES)

    def ask(data: dict[str, Any]) -> Question:
        return actions.ask_question(
            version_id=version.pk, text=data["text"], form_key=data["form_key"], by=request.user, scope=request.scope
        )

    said = gettext_lazy("Pertanyaan terkirim ke Ditjenpas.")
    return _act(request, version, form, ask, title=_("Ajukan pertanyaan"), said=said)


@methods
@requires("programs.view_directive")
def question_correct(request: PortalRequest, pk: int) -> HttpResponse:
    """Put one's own question right by another entry; somebody else's is not found."""
    question = get_object_or_404(queries.questions(), pk=pk, by=request.user)
    first = WordsForm.first_values() | {"text": question.text}
    form = WordsForm(request.POST or None, initial=first, help_text=NO_NAMES)

    def correct(data: dict[str, Any]) -> Question:
        return actions.correct_question(
            question_id=pk, text=data["text"], form_key=data["form_key"], by=request.user, scope=request.scope
        )

    said = gettext_lazy("Pertanyaan dibetulkan; yang lama tetap tercatat.")
    return _act(request, question.version, form, correct, title=_("Betulkan pertanyaan"), said=said, question=question)


@methods
@requires("programs.write_directive")
def question_answer(request: PortalRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(queries.questions(), pk=pk)
    first = WordsForm.first_values() | {"seen": len(question.answers.all())}
    form = WordsForm(request.POST or None, initial=first, label=_("Jawaban"), help_text=NO_NAMES)

    def answer(data: dict[str, Any]) -> Any:
        return actions.answer_question(
            question_id=pk,
            text=data["text"],
            seen=data["seen"] or 0,
            form_key=data["form_key"],
            by=request.user,
            scope=request.scope,
        )

    said = gettext_lazy("Jawaban terbit; semua kantor dapat membacanya.")
    return _act(request, question.version, form, answer, title=_("Jawab pertanyaan"), said=said, question=question)
