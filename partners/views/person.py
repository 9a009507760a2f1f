"""Contacts and members of a partner: adding, putting right, ending."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from partners.actions import person as actions
from partners.choices import OrganisationKind, PersonKind
from partners.forms.person import PersonForm
from partners.forms.worker import EndForm
from partners.models import Organisation, Person
from partners.queries.offering import pickable_branches
from partners.views.saving import changed, form_page, saved

methods = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "partners/person_form.html"
# In the address, and what it stands for.
KINDS = {"narahubung": PersonKind.CONTACT, "anggota": PersonKind.MEMBER}


def _own(request: PortalRequest, pk: int) -> Person:
    rows = Person.objects.visible_to(request.scope).select_related("organisation__office")
    return get_object_or_404(rows, pk=pk, to_on=None)


@methods
@requires("partners.write_organisation")
def person_new(request: PortalRequest, pk: int, who: str) -> HttpResponse:
    """A contact or a member (`who`) of a partner (`pk`) that the reader's office keeps."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.scope).select_related("office"), pk=pk)
    kind = KINDS.get(who)
    if kind is None or (kind == PersonKind.MEMBER and organisation.kind != OrganisationKind.POKMAS):
        raise Http404
    first = PersonForm.first_values(today_in(organisation.office.zone))
    form = PersonForm(request.POST or None, initial=first, kind=kind, branches=pickable_branches(organisation))
    person = saved(
        request,
        form,
        lambda: actions.add_person(
            organisation_id=pk,
            kind=kind,
            form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
            by=request.user,
            scope=request.scope,
            **form.values(),
        ),
        _("Tersimpan."),
    )
    if person is not None:
        return redirect("partners:organisation_detail", pk)
    context = {"form": form, "organisation": organisation, "title": _("Catat") + f" {kind.label.lower()}"}
    return form_page(request, PAGE, context | {"conflict": None})


@methods
@requires("partners.write_organisation")
def person_edit(request: PortalRequest, pk: int) -> HttpResponse:
    person = _own(request, pk)
    branches = pickable_branches(person.organisation, person.branch_id)
    form = PersonForm(request.POST or None, initial=PersonForm.initial_of(person), kind=person.kind, branches=branches)
    done, conflict = changed(
        request,
        form,
        lambda: actions.change_person(
            person_id=pk,
            lock_version=form.cleaned_data["lock_version"] or 0,
            by=request.user,
            scope=request.scope,
            **form.values(),
        ),
        lambda: PersonForm.initial_of(_own(request, pk)),
        _("Perubahan tersimpan."),
    )
    if done:
        return redirect("partners:organisation_detail", person.organisation_id)
    context = {"form": form, "organisation": person.organisation, "title": person.name, "conflict": conflict}
    return form_page(request, PAGE, context)


@methods
@requires("partners.write_organisation")
def person_end(request: PortalRequest, pk: int) -> HttpResponse:
    person = _own(request, pk)
    form = EndForm(request.POST or None, initial={"on": today_in(person.organisation.office.zone)})
    done = saved(
        request,
        form,
        lambda: actions.end_person(person_id=pk, by=request.user, scope=request.scope, **form.cleaned_data),
        _("Diakhiri. Catatannya tetap ada."),
    )
    if done is not None:
        return redirect("partners:organisation_detail", person.organisation_id)
    title = _("Akhiri: %(name)s") % {"name": person.name}
    context = {"form": form, "organisation": person.organisation, "title": title, "conflict": None}
    return form_page(request, PAGE, context)
