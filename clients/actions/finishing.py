"""The end of a draft: steps of `record_assessment`, in its transaction and under its trail."""

import uuid

from django.utils.translation import gettext_lazy as _

from bapas_portal.core.errors import WrongState
from clients.choices import DraftState
from clients.models import Assessment, AssessmentDraft
from clients.queries.draft import meetings
from clients.queries.instruments import definition_of


def finishable(form_key: uuid.UUID | None, seen: int | None) -> AssessmentDraft | None:
    """The open draft of this form, locked; None where there is none. Raises WrongState while it is not settled."""
    rows = AssessmentDraft.objects.select_related("version").select_for_update(of=("self",))
    draft = rows.filter(form_key=form_key, state=DraftState.OPEN).first() if form_key else None
    if draft is None:
        return None
    if seen is not None and draft.seq > seen:
        raise WrongState(
            _("Ada isian yang baru saja berubah di jendela lain. Periksa, lalu selesaikan."), "draft_moved"
        )
    if meetings(draft, definition_of(draft.version)):
        raise WrongState(_("Ada isian yang berbeda di dua jendela. Pilih dahulu yang benar."), "draft_unsettled")
    return draft


def finish(draft: AssessmentDraft, assessment: Assessment) -> None:
    draft.state, draft.finished_as = DraftState.FINISHED, assessment
    draft.save(update_fields=["state", "finished_as"])
