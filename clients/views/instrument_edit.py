"""Doors of a draft's sections: head, total, when kriminogenik follows, parts, factors and items."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from clients.actions.instrument import put_entry, put_section
from clients.forms.instrument import DueForm, FactorForm, HeadForm, ItemForm, PartForm, TotalForm
from clients.forms.sheet import html_id
from clients.models import InstrumentVersion
from clients.permissions.instrument import MANAGE
from clients.views.instrument_section import SectionPage, draft_of, entry_or_404

METHODS = ["GET", "HEAD", "POST"]


def _saves_section(request: PortalRequest, version: InstrumentVersion, section: str, values: Any) -> Any:
    """save(form) for a section whose form says `values(form)`."""

    def save(form: Any) -> InstrumentVersion:
        return put_section(
            version_id=version.pk,
            revision=form.cleaned_data["revision"],
            section=section,
            values=values(form),
            by=request.user,
            scope=request.scope,
        )

    return save


def _saves_entry(request: PortalRequest, version: InstrumentVersion, kind: str, value: Any, is_new: bool) -> Any:
    def save(form: Any) -> InstrumentVersion:
        return put_entry(
            version_id=version.pk,
            revision=form.cleaned_data["revision"],
            kind=kind,
            value=value(form),
            is_new=is_new,
            by=request.user,
            scope=request.scope,
        )

    return save


def _tick_codes(version: InstrumentVersion) -> list[str]:
    """Parts whose boxes a condition may count, and those it counts already."""
    ticked = {item["part"] for item in version.definition["items"] if item["kind"] == "tick"}
    return [part["code"] for part in version.definition["parts"] if part["code"] in ticked]


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_head(request: PortalRequest, pk: int) -> HttpResponse:
    version = draft_of(pk)
    return SectionPage(
        title=_("Kepala instrumen"),
        anchor="#kepala",
        template="clients/instrument_form.html",
        make=HeadForm,
        initial=HeadForm.initial_of(version.definition),
        save=_saves_section(request, version, "head", lambda form: form.values(version.definition)),
    ).answer(request, version)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_total(request: PortalRequest, pk: int) -> HttpResponse:
    version = draft_of(pk)
    parts = [(part["code"], f"{part['code']} · {part['label']}") for part in version.definition["parts"]]
    return SectionPage(
        title=_("Skor dan kategori"),
        anchor="#skor",
        template="clients/instrument_bands_form.html",
        make=partial(TotalForm, parts=parts),
        initial=TotalForm.initial_of(version.definition),
        save=_saves_section(request, version, "total", lambda form: form.values()),
    ).answer(request, version)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_due(request: PortalRequest, pk: int) -> HttpResponse:
    version = draft_of(pk)
    return SectionPage(
        title=_("Perlu tidaknya asesmen kriminogenik"),
        anchor="#kriminogenik",
        template="clients/instrument_due_form.html",
        make=partial(DueForm, tick_codes=_tick_codes(version), may_be_none=True),
        initial=DueForm.initial_of(version.definition),
        save=_saves_section(request, version, "due", lambda form: form.values()),
    ).answer(request, version)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_part(request: PortalRequest, pk: int, part_code: str = "") -> HttpResponse:
    """A part to be changed, or a new one where no code is given."""
    version = draft_of(pk)
    old = entry_or_404(version, "part", part_code) if part_code else None
    return SectionPage(
        title=_("Bagian %(code)s") % {"code": part_code} if old else _("Bagian baru"),
        anchor=f"#bagian-{part_code}" if old else "#bagian",
        template="clients/instrument_part_form.html",
        make=partial(PartForm, tick_codes=_tick_codes(version), is_new=old is None),
        initial=PartForm.initial_of(old) if old else {"mode": "always"},
        save=_saves_entry(request, version, "part", lambda form: form.value(part_code), old is None),
        remove_url=reverse("clients:instrument_remove", args=[pk, "part", part_code]) if old else "",
    ).answer(request, version)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_factor(request: PortalRequest, pk: int, factor_code: str = "") -> HttpResponse:
    """A factor to be changed, or a new one where no code is given."""
    version = draft_of(pk)
    old = entry_or_404(version, "factor", factor_code) if factor_code else None
    return SectionPage(
        title=_("Faktor %(code)s") % {"code": factor_code} if old else _("Faktor baru"),
        anchor="#faktor",
        template="clients/instrument_bands_form.html",
        make=partial(FactorForm, is_new=old is None),
        initial=FactorForm.initial_of(old) if old else {},
        save=_saves_entry(request, version, "factor", lambda form: form.value(factor_code), old is None),
        remove_url=reverse("clients:instrument_remove", args=[pk, "factor", factor_code]) if old else "",
    ).answer(request, version)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_item(request: PortalRequest, pk: int, item_code: str) -> HttpResponse:
    version = draft_of(pk)
    old = entry_or_404(version, "item", item_code)
    return _item_page(request, version, old["part"], old).answer(request, version)


@require_http_methods(METHODS)
@requires(MANAGE)
def instrument_item_new(request: PortalRequest, pk: int, part_code: str) -> HttpResponse:
    version = draft_of(pk)
    entry_or_404(version, "part", part_code)
    return _item_page(request, version, part_code, None).answer(request, version)


def _item_page(
    request: PortalRequest, version: InstrumentVersion, part: str, old: dict[str, Any] | None
) -> SectionPage:
    definition, code = version.definition, old["code"] if old else ""
    groups = [(each["code"], each["label"]) for each in entry_or_404(version, "part", part).get("groups", ())]
    make = partial(
        ItemForm,
        is_new=old is None,
        options=len(old.get("options", ())) if old else 0,
        groups=groups,
        factors=[(each["code"], f"{each['code']} · {each['label']}") for each in definition["factors"]],
    )
    return SectionPage(
        title=_("Butir %(code)s") % {"code": code} if old else _("Butir baru di bagian %(part)s") % {"part": part},
        anchor=f"#{html_id(code)}" if old else f"#bagian-{part}",
        template="clients/instrument_item_form.html",
        make=make,
        initial=ItemForm.initial_of(old) if old else {"kind": "score", "source": definition["source"]["decree"] or ""},
        save=_saves_entry(request, version, "item", lambda form: form.value(code, part, old or {}), old is None),
        remove_url=reverse("clients:instrument_remove", args=[version.pk, "item", code]) if old else "",
    )
