"""What all actions on a referral share: the locked rows, a move from stage to stage, and who is told."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bapas_portal.accounts.actions.notice import give_notice
from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from bapas_portal.core.once import StaleEdit
from bapas_portal.core.scope import Scope
from clients.actions.rows import refuse
from partners.choices_referral import WITH_REASON, ReferralStage
from partners.models import Offering, Referral, ReferralMove, Worker
from partners.models.referral import ReferralQuerySet
from partners.permissions import check_may_answer_referral, check_may_write_referral
from partners.rules.referral import may_move

CHANGED_MEANWHILE = gettext_lazy("Rujukan ini disimpan orang lain setelah Anda membukanya.")
TYPE_PAPER = "partners.type_paper"
READ = frozenset({"partners.view_referral", "partners.serve_referral"})


def in_sight(scope: Scope) -> Q:
    """Referrals that the reader may see: of the clients in reach, or sent to the own partner. `scope` not narrowed."""
    reaches = tuple(reach for reach in scope.reaches if reach.permissions & READ)
    return ReferralQuerySet.scope_condition(replace(scope, reaches=reaches))


def lock_referral(referral_id: int, scope: Scope, *, answering: bool, from_paper: bool = False) -> Referral:
    """The referral, locked after its service, so that places and turns are settled one after the other.

    answering: what the partner does, or the PK on its word. from_paper: copied from a list that the partner wrote on.
    Raises Referral.DoesNotExist, NotAllowed or StaleEdit.
    """
    seen = ReferralQuerySet.scope_condition(scope.narrowed(TYPE_PAPER)) if from_paper else in_sight(scope)
    offering_id = Referral.objects.filter(seen).values_list("offering_id", flat=True).get(pk=referral_id)
    Offering.objects.select_for_update().get(pk=offering_id)
    rows = Referral.objects.select_related("guidance__office", "guidance__client", "offering__organisation")
    referral = rows.select_for_update(of=("self",)).get(pk=referral_id)
    if referral.offering_id != offering_id:
        raise StaleEdit(CHANGED_MEANWHILE)
    if not from_paper:
        (check_may_answer_referral if answering else check_may_write_referral)(referral, scope)
    return referral


def office_day(referral: Referral) -> date:
    return today_in(referral.guidance.office.zone)


def move(
    referral: Referral,
    stage: ReferralStage,
    *,
    by: User | None,
    on: date | None = None,
    reason: str = "",
    **fields: Any,
) -> Referral:
    """Put the referral into `stage` from `on` (today), with its move and trail. The caller holds the locks.

    Raises WrongState where the stage does not follow, Invalid without a reason or with a day that cannot be.
    """
    old, day, reason = ReferralStage(referral.stage), on or office_day(referral), reason.strip()
    if not may_move(old, stage):
        words = {"old": old.label, "new": stage.label}
        raise WrongState(_("Rujukan ini berstatus “%(old)s”; tidak dapat menjadi “%(new)s”.") % words)
    refuse(_faults(referral, stage, day, reason))
    referral.stage, referral.since_on = stage, day
    for name, value in fields.items():
        setattr(referral, name, value)
    referral.lock_version += 1
    referral.save()
    ReferralMove.objects.create(referral=referral, old=old, new=stage, on=day, reason=reason, by=by)
    office_id = referral.guidance.office_id
    record(verb="referral.moved", subject=referral, by=by, office_id=office_id, old=old, new=stage)
    return referral


def _faults(referral: Referral, stage: ReferralStage, day: date, reason: str) -> dict[str, str]:
    faults = {}
    if stage in WITH_REASON and not reason:
        faults["reason"] = _("Tulis alasannya.")
    if day > office_day(referral):
        faults["on"] = _("Tanggal ini belum tiba.")
    elif day < referral.since_on:
        faults["on"] = _("Tanggal ini mendahului langkah sebelumnya (%(day)s).") % {
            "day": f"{referral.since_on:%d-%m-%Y}"
        }
    return faults


def page_of(referral: Referral) -> str:
    return reverse("partners:referral_detail", args=[referral.pk])


def tell_officer(referral: Referral, key: str, text: str) -> None:
    """A message to the client's PK; it names no client, since it stands on a home page."""
    if referral.guidance.officer_id is not None:
        key = f"referral:{referral.pk}:{key}"
        give_notice(user_ids={referral.guidance.officer_id}, key=key, text=text, url=page_of(referral))


def tell_partner(referral: Referral, key: str, text: str) -> None:
    """A message to the partner's workers of today."""
    day = office_day(referral)
    workers = Worker.objects.on(day).filter(organisation=referral.partner_id).values_list("user_id", flat=True)
    give_notice(
        user_ids=set(workers),
        key=f"referral:{referral.pk}:{key}",
        text=text,
        url=reverse("own:referral", args=[referral.pk]),
    )
