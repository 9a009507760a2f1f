"""Doors of what happens to a whole tier rule: published after a second look, ended, taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors
from clients.actions.tier_rule_publish import publish_rule, retire_rule, withdraw_rule
from clients.forms.tier_rule import PublishForm, RetireForm
from clients.models import TierRule
from clients.permissions.tier_rule import MANAGE
from clients.queries.tier import digest_of
from clients.queries.tier_rule import in_force_before, others_than, publication_faults, trial_of_this
from clients.queries.tier_run import Wanted, groups_of, picture_of
from clients.rules.tier_check import check_rule
from clients.views.tier_rule import page_context

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires(MANAGE)
def tier_rule_publish(request: PortalRequest, pk: int) -> HttpResponse:
    """First the form, then the same values again beside the figures of the dry run, then it is done."""
    rule = get_object_or_404(TierRule, pk=pk)
    if rule.valid_from is not None:
        messages.info(request, _("Aturan ini sudah diterbitkan."))
        return redirect("clients:tier_rule_detail", pk=pk)
    trial = trial_of_this(rule)
    initial = {"valid_from": today_in(), "seen": digest_of(rule.definition)}
    form, status = PublishForm(request.POST or None, initial=initial), 200
    context = {**page_context(rule, "content"), "trial": trial, "before": in_force_before(rule)}
    context["picture"] = picture_of(trial, groups_of(request.scope, trial), Wanted()) if trial else None
    if request.method == "POST":
        status = 422
        if form.is_valid() and _is_accepted(form, rule, is_tried=trial is not None):
            if "sure" not in request.POST:
                return render(request, "clients/tier_rule_publish_sure.html", {**context, "form": form})
            done = _published(request, rule, form)
            if isinstance(done, HttpResponse):
                return done
            status = done
    context |= {"form": form, "faults": check_rule(rule.definition)}
    return render(request, "clients/tier_rule_publish.html", context, status=status)


def _is_accepted(form: PublishForm, rule: TierRule, *, is_tried: bool) -> bool:
    """What the action will ask, told before the second page."""
    said = form.cleaned_data
    faults = publication_faults(
        others_than(rule),
        valid_from=said["valid_from"],
        reason=said["reason"],
        accepted=is_tried or said["untried"],
    )
    for name, text in faults.items():
        form.add_error(name, text)
    if check_rule(rule.definition):
        form.add_error(None, _("Rancangan ini belum lolos pemeriksaan. Perbaiki dulu, lalu terbitkan."))
    return not form.errors


def _published(request: PortalRequest, rule: TierRule, form: PublishForm) -> HttpResponse | int:
    """On to the run or the rule, or the status of a refusal that now stands in the form."""
    try:
        run = publish_rule(rule_id=rule.pk, by=request.user, scope=request.scope, **form.cleaned_data)
    except DomainError as error:
        put_errors(form, error)
        return 422 if error.http_status < 409 else error.http_status
    if run is not None:
        messages.success(request, _("Aturan berlaku mulai hari ini. Semua klien sedang dihitung ulang."))
        return redirect("clients:tier_run", pk=rule.pk)
    messages.success(request, _("Aturan diterbitkan. Semua klien dihitung ulang pada malam hari pertamanya."))
    return redirect("clients:tier_rule_detail", pk=rule.pk)


@require_http_methods(METHODS)
@requires(MANAGE)
def tier_rule_retire(request: PortalRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(TierRule, pk=pk)
    form, status = RetireForm(request.POST or None, initial={"last_on": today_in()}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                last_on = form.cleaned_data["last_on"]
                retire_rule(rule_id=pk, last_on=last_on, by=request.user, scope=request.scope)
            except DomainError as error:
                put_errors(form, error)
                status = 422 if error.http_status < 409 else error.http_status
            else:
                messages.success(request, _("Hari terakhir aturan ini tercatat."))
                return redirect("clients:tier_rule_detail", pk=pk)
    return render(
        request, "clients/tier_rule_retire.html", {**page_context(rule, "content"), "form": form}, status=status
    )


@require_http_methods(METHODS)
@requires(MANAGE)
def tier_rule_withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(TierRule, pk=pk)
    if request.method == "POST":
        withdraw_rule(rule_id=pk, by=request.user, scope=request.scope)
        messages.success(request, _("Penerbitan ditarik; aturan sebelumnya tetap berlaku."))
        return redirect("clients:tier_rule_detail", pk=pk)
    cancel_url = reverse("clients:tier_rule_detail", args=[pk])
    context = {**page_context(rule, "content"), "cancel_url": cancel_url}
    return render(request, "clients/tier_rule_withdraw.html", context)
