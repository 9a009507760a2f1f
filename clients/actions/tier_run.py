"""Every client's tier worked out anew with one rule: asked for, and done; a dry run only lists what would change."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.jobs import Told, progress, start_job
from bapas_portal.core.models import Job
from bapas_portal.core.scope import Scope
from clients.actions.tier import replace_tiers
from clients.choices import TierCause, VersionStanding, VersionState
from clients.models import Guidance, TierChange, TierRule, TierRun
from clients.permissions.tier_rule import check_may_manage
from clients.queries.instruments import standing_of
from clients.queries.tier import Worked, digest_of, given_of, rule_in_force, work_out
from clients.rules.tier_check import check_rule

TASK = "clients.recompute_tiers"
# Guidance rows held at once: an officer who saves an assessment waits for the rest of one batch at most.
CHUNK = 500
LONGEST_WHY = 300
# Standings a dry run takes besides the rule in force.
TRIED = (VersionStanding.DRAFT, VersionStanding.COMING)


@transaction.atomic
def request_run(*, rule_id: int, is_dry: bool, reason: str = "", by: User, scope: Scope) -> TierRun:
    """Start working out all open clients with this rule.

    A dry run takes a draft, a rule to come or the one in force and writes no tier; the other one only the rule in
    force, and wants a reason. Asked again while the same is going on: the same run. Raises TierRule.DoesNotExist,
    NotAllowed, WrongState, Invalid.
    """
    check_may_manage(scope)
    rule = TierRule.objects.select_for_update().get(pk=rule_id)
    _check_may_run(rule, is_dry=is_dry)
    if not is_dry and not reason.strip():
        raise Invalid(_("Alasan belum diisi."), {"reason": _("Tulis mengapa semua klien dihitung ulang.")})
    run, is_new = start_run(rule, is_dry=is_dry, reason=reason.strip(), asked_by=by)
    if is_new:
        record(
            verb="tier.tried" if is_dry else "tier.run_asked",
            subject=rule,
            by=by,
            office_id=scope.office_id,
            version=rule.version,
        )
    return run


def start_run(rule: TierRule, *, is_dry: bool, reason: str, asked_by: User | None) -> tuple[TierRun, bool]:
    """The run and its job, sent after the commit; (run, is it a new one)."""
    digest = digest_of(rule.definition)
    job = start_job(
        task=TASK,
        owner_id=asked_by.pk if asked_by else None,
        params={"rule": rule.pk, "digest": digest},
        dedupe_key=f"{TASK}:{rule.pk}:{digest}:{'dry' if is_dry else 'real'}",
    )
    return TierRun.objects.get_or_create(
        job=job, defaults={"rule": rule, "is_dry": is_dry, "reason": reason, "asked_by": asked_by}
    )


def plan_nightly() -> TierRun | None:
    """Start the night's run with the rule in force: inputs that change with the calendar are caught up."""
    rule = rule_in_force()
    if rule is None:
        return None
    return start_run(rule, is_dry=False, reason=str(_("Jadwal malam")), asked_by=None)[0]


def _check_may_run(rule: TierRule, *, is_dry: bool) -> None:
    standing = standing_of(rule, today_in())
    if standing != VersionStanding.IN_FORCE and not (is_dry and standing in TRIED):
        raise WrongState(_("Hanya aturan yang berlaku yang dipakai menghitung klien."))
    if rule.state == VersionState.DRAFT and check_rule(rule.definition):
        raise WrongState(_("Rancangan ini belum lolos pemeriksaan. Perbaiki dulu, lalu uji."))


def run_job(*, job: Job) -> TierRun:
    """Do what the job asks for. Safe to run again after a killed worker: what was written stays and is not doubled."""
    run = TierRun.objects.select_related("rule").get(job=job)
    if digest_of(run.rule.definition) != job.params["digest"]:
        raise WrongState(_("Rancangan berubah sejak uji ini diminta. Mulailah uji yang baru."))
    return work_out_all(
        run, tell=lambda done, total, message: progress(str(job.pk), done=done, total=total, message=message)
    )


def work_out_all(run: TierRun, *, tell: Told = lambda done, total, message: None) -> TierRun:
    """All open guidance periods in batches of CHUNK, each a transaction; memory does not grow with their number.

    The caller holds the lock that lets one run go at a time. Raises WrongState where the rule ended meanwhile.
    """
    _check_may_run(run.rule, is_dry=run.is_dry)
    if run.is_dry:
        run.changes.all().delete()
    total, done, last = Guidance.objects.open().count(), 0, 0
    tell(0, total, _("Klien dihitung"))
    while batch := _work_out_batch(run, after=last):
        done, last = done + len(batch), batch[-1].given.guidance_id
        tell(min(done, total), total, _("Klien dihitung"))
    run.counted, run.changed, run.finished_at = done, run.changes.count(), timezone.now()
    run.save(update_fields=["counted", "changed", "finished_at"])
    return run


@transaction.atomic
def _work_out_batch(run: TierRun, *, after: int) -> list[Worked]:
    rows: Any = Guidance.objects.open().filter(pk__gt=after).order_by("pk")
    if not run.is_dry:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = work_out(run.rule, given_of(list(rows.values_list("pk", flat=True)[:CHUNK])))
    TierChange.objects.bulk_create(_changes(run, found), ignore_conflicts=True)
    if not run.is_dry:
        replace_tiers(run.rule, found, TierCause.RECOMPUTED)
    return found


def _changes(run: TierRun, found: list[Worked]) -> Iterator[TierChange]:
    """Clients whose tier or points are others than now; a first tier is a change from nothing."""
    for worked in found:
        decided, now = worked.decided, worked.given.current or {}
        if (now.get("code"), now.get("points")) != (decided.tier, decided.points):
            yield TierChange(
                run=run,
                guidance_id=worked.given.guidance_id,
                before=now.get("code", ""),
                after=decided.tier,
                before_points=now.get("points"),
                after_points=decided.points,
                why=decided.deciding.words[:LONGEST_WHY],
            )
