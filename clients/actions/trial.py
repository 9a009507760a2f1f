"""Trying a draft instrument on past assessments: asking for it, and doing it."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import WrongState
from bapas_portal.core.jobs import Told, progress_line, start_job
from bapas_portal.core.models import Job
from bapas_portal.core.scope import Scope
from clients.choices import VersionState
from clients.models import InstrumentTrial, InstrumentVersion, TrialChange
from clients.queries.instruments import definition_of, digest_of
from clients.queries.trial import CHUNK, past_assessments, standing_count
from clients.rules.instrument_check import check_definition
from clients.rules.trial import Again, Tally, score_again

TASK = "clients.try_instrument"


@transaction.atomic
def request_trial(*, version_id: int, by: User, scope: Scope) -> InstrumentTrial:
    """Start scoring the past anew with a draft. `scope` narrowed to clients.manage_instruments.

    Asked again while the same definition is being tried: the same trial. Raises InstrumentVersion.DoesNotExist, or
    WrongState for a version that is no draft and for a draft that the check finds faults in.
    """
    version = InstrumentVersion.objects.select_for_update().get(pk=version_id)
    _check_may_be_tried(version)
    digest = digest_of(version)
    job = start_job(
        task=TASK,
        owner_id=by.pk,
        params={"version": version.pk, "digest": digest},
        dedupe_key=f"{TASK}:{version.pk}:{digest}",
    )
    trial, created = InstrumentTrial.objects.get_or_create(
        job=job, defaults={"version": version, "digest": digest, "asked_by": by}
    )
    if created:
        record(verb="instrument.tried", subject=version, by=by, office_id=scope.office_id, digest=digest)
    return trial


def _check_may_be_tried(version: InstrumentVersion) -> None:
    if version.state != VersionState.DRAFT:
        raise WrongState(_("Hanya rancangan yang diuji coba; versi ini sudah diterbitkan."))
    if check_definition(version.definition):
        raise WrongState(_("Rancangan ini belum lolos pemeriksaan. Perbaiki dulu, lalu uji coba lagi."))


def run_trial(*, job: Job) -> InstrumentTrial:
    """Score every standing assessment anew with the draft as it is now, and keep what would change.

    One transaction: killed on the way, nothing of it is left and the job starts over. Answers are read as a stream
    and changes written in batches, so memory does not grow with the number of assessments.
    """
    with progress_line(job) as tell, transaction.atomic():
        trial = InstrumentTrial.objects.select_related("version").get(job=job)
        _check_may_be_tried(trial.version)
        tally = _try_all(trial, tell)
        trial.digest = digest_of(trial.version)
        trial.counted, trial.changed, trial.unscorable = tally.counted, tally.changed, tally.unscorable
        trial.matrix, trial.groups = tally.matrix(), tally.groups()
        trial.finished_at = timezone.now()
        trial.save()
        # The list of an earlier trial of this draft speaks of nothing any more; its counts stay.
        TrialChange.objects.filter(trial__version=trial.version).exclude(trial=trial).delete()
    return trial


def _try_all(trial: InstrumentTrial, tell: Told) -> Tally:
    draft, tally = definition_of(trial.version), Tally()
    total = standing_count(trial.version.instrument)
    tell(0, total, _("Asesmen dinilai ulang"))
    for batch in _batches(score_again(draft, past) for past in past_assessments(trial.version.instrument)):
        for again in batch:
            tally.add(again)
        found = [_change(trial, again) for again in batch if again.is_changed or again.result is None]
        TrialChange.objects.bulk_create(found)
        tell(min(tally.counted, total), total, _("Asesmen dinilai ulang"))
    return tally


def _batches(scored: Iterator[Again]) -> Iterator[list[Again]]:
    batch: list[Again] = []
    for again in scored:
        batch.append(again)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def _change(trial: InstrumentTrial, again: Again) -> TrialChange:
    result = again.result
    return TrialChange(
        trial=trial,
        assessment_id=again.past.pk,
        before=again.past.category,
        after=again.after,
        total_before=again.past.total,
        total_after=None if result is None else result.total,
        why=again.why,
    )
