"""Every table of a room can be scoped, by lookups that exist, or stands in a short list with its reason."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Q

from bapas_portal.core.scope import UNSET, Identity, Reach, Scope, ScopedQuerySet, ScopeNotDeclared
from tests.guards.source import ROOMS

WITHOUT_SCOPE = {
    "core.job": "always asked for by its owner",
    "audit.chainhead": "a digest and a counter, no person",
    "accounts.region": "the official list of regions",
    "accounts.user": "found through role grants, which are scoped",
    "accounts.apitoken": "always asked for by its owner",
    "accounts.secondfactor": "always asked for by its owner; an administrator's page asks through users_in",
    "accounts.recoverycode": "read through its factor",
    "accounts.notice": "always asked for by whom it is to",
    "clients.offencegroup": "a list, the same for all",
    "clients.instrumentversion": "a list, the same for all",
    "clients.registercounter": "a counter per office, read only while a number is given out",
    "clients.officerassignment": "read through its guidance period",
    "clients.assessmentfactor": "read through its assessment",
    "clients.instrumenttrial": "numbers of a trial; its changes are scoped",
    "clients.tierrule": "a list, the same for all",
    "clients.tierrun": "numbers of a run; its changes are scoped",
    "programs.feedaddress": "always asked for by its owner, or by the digest of the secret address",
    "programs.directive": "the directorate's text, the same for all",
    "programs.directiveversion": "the directorate's text; queries keep drafts to those who write them",
    "programs.directivefile": "a file of the directorate's text; read through its version",
    "programs.target": "part of the directorate's text; its shares are scoped",
    "programs.question": "asked of the directorate, answered for all offices; no client",
    "programs.answer": "read through its question",
    "programs.intervention": "a list, the same for all",
    "programs.interventiondosage": "a list, the same for all",
    "programs.planlinestate": "read through its plan line",
    "programs.planstepstate": "read through its step",
    "reports.rolluprun": "a run counts the whole nation; its figures are scoped",
    "reports.publishedmonth": "names the run shown for a month; its figures are scoped",
    "reports.period": "a month and its due days, the same for all; what offices submit is scoped",
    "reports.release": "a number of the nation; its figures are scoped",
    "reports.submissionversion": "read through its submission",
    "reports.submissiondecision": "read through its submission",
}
# All that a partner's worker may see rows of; a table joins this list on purpose.
OF_PARTNERS = {
    "partners.branch",
    "partners.offering",
    "partners.referral",
    "partners.referralchange",
    "partners.referralmove",
    "partners.referralneed",
    "partners.referraloutcome",
    "partners.referralreport",
    "partners.referralsession",
    "partners.worker",
    "programs.paperlist",
    "programs.paperrow",
    "programs.seatword",
    "programs.servicesession",
    "programs.sessionseat",
}
ROOM_LABELS = {folder.rpartition("/")[2] for folder in ROOMS.values()}
# pghistory's own event tables are read through the row they tell of; a many-to-many table through either side.
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in ROOM_LABELS and not hasattr(model, "pgh_tracked_model")
]


def _label(model: type[models.Model]) -> str:
    return model._meta.label_lower


def _is_scoped(model: type[models.Model]) -> bool:
    return isinstance(model._default_manager.all(), ScopedQuerySet)


SCOPED = [model for model in MODELS if _is_scoped(model)]


@pytest.mark.parametrize("model", MODELS, ids=_label)
def test_each_table_can_be_scoped_or_says_why_not(model):
    assert _is_scoped(model) != (_label(model) in WITHOUT_SCOPE)


def test_the_list_holds_nothing_that_is_gone():
    gone = sorted(WITHOUT_SCOPE.keys() - {_label(model) for model in MODELS})
    assert not gone


@pytest.mark.parametrize("model", SCOPED, ids=_label)
def test_each_queryset_names_all_three_lookups(model):
    rows = type(model._default_manager.all())
    assert UNSET not in (rows.office_lookup, rows.officer_lookup, rows.cohort_lookup)


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=_label)
def test_each_lookup_reaches_a_column(model):
    """A narrow reach uses every lookup there is; a misspelt one is an error of the database layer."""
    reach = Reach(frozenset({"x"}), office_ids=frozenset({0}), is_child=True, own_only=False, identity=Identity.NONE)
    own = Reach(frozenset({"x"}), office_ids=frozenset({0}), is_child=False, own_only=True, identity=Identity.NONE)
    scope = Scope(user_id=0, reaches=(reach, own), permissions=frozenset({"x"}))
    assert not model._default_manager.visible_to(scope.narrowed("x")).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=_label)
def test_a_partners_worker_sees_rows_of_that_partner_or_none(model):
    """By `partner_lookup` alone: no office, officer or cohort widens it, and a table without it stays shut."""
    reach = Reach(frozenset({"x"}), office_ids=frozenset(), partner_id=0)
    scope = Scope(user_id=0, reaches=(reach,)).narrowed("x")
    assert not model._default_manager.visible_to(scope).exists()
    rows = type(model._default_manager.all())
    assert rows.scope_condition(scope) == (
        Q(pk__in=[]) if rows.partner_lookup is None else Q(**{rows.partner_lookup: 0})
    )


def test_tables_open_to_partners_are_few_and_known():
    assert {_label(model) for model in SCOPED if type(model._default_manager.all()).partner_lookup} == OF_PARTNERS


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=_label)
def test_each_table_refuses_a_scope_that_was_not_narrowed(model):
    scope = Scope(user_id=0, reaches=(Reach(frozenset({"x"}), office_ids=None),), permissions=frozenset({"x"}))
    with pytest.raises(ScopeNotDeclared):
        model._default_manager.visible_to(scope).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=_label)
def test_nobody_sees_nothing(model):
    nobody = Scope(user_id=None).narrowed("x")
    assert not model._default_manager.visible_to(nobody).exists()


def test_a_forgotten_lookup_fails_instead_of_showing_rows():
    class Forgotten(ScopedQuerySet):
        office_lookup = "office"

    with pytest.raises(ScopeNotDeclared):
        Forgotten.scope_condition(Scope(user_id=1).narrowed("x"))
