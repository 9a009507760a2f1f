"""The main navigation, in one place. A reader sees an entry only if their scope holds its permission."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class NavItem:
    """One entry: any one of ``permissions`` opens it."""

    label: str | Promise
    url_name: str
    icon: str
    permissions: tuple[str, ...]
    section: str | Promise


WORK = _("Pekerjaan")
MOVEMENT = _("Gerakan dan mitra")
FIGURES = _("Angka dan laporan")
HOUSE = _("Tata kelola")

NAV: tuple[NavItem, ...] = (
    NavItem(_("Dasbor"), "reports:dashboard", "chart-bar", ("reports.view_dashboard",), WORK),
    NavItem(_("Klien"), "clients:caseload", "users", ("clients.view_client",), WORK),
    NavItem(
        _("Daftarkan klien"),
        "clients:register",
        "user-plus",
        ("clients.register_client",),
        WORK,
    ),
    NavItem(_("Asesmen jatuh tempo"), "clients:assessment_due", "calendar", ("clients.view_client",), WORK),
    NavItem(
        _("Tinjauan asesmen"),
        "clients:judgement_inbox",
        "clipboard-check",
        ("clients.decide_override", "clients.review_assessment", "clients.assess"),
        WORK,
    ),
    NavItem(
        _("Penilaian kedua"),
        "clients:second_rating_list",
        "users",
        ("clients.rate_second", "clients.ask_second_rating"),
        WORK,
    ),
    NavItem(_("Beban kerja"), "clients:workload", "target", ("clients.view_workload",), WORK),
    NavItem(
        _("Rencana aksi"),
        "programs:plan_inbox",
        "checklist",
        ("programs.approve_plan", "programs.view_plan"),
        WORK,
    ),
    NavItem(_("Tinjauan rencana"), "programs:plan_review_list", "refresh", ("programs.view_plan",), WORK),
    NavItem(_("Kerja sosial"), "programs:service_list", "clock", ("programs.view_service",), WORK),
    NavItem(
        _("Bimbingan hari ini"),
        "programs:session_today",
        "calendar-event",
        ("programs.view_programme",),
        WORK,
    ),
    NavItem(_("Program bimbingan"), "programs:programme_list", "school", ("programs.view_programme",), WORK),
    NavItem(_("Rujukan"), "partners:referral_list", "route", ("partners.view_referral",), WORK),
    NavItem(_("Hari ini"), "own:home", "calendar-event", ("partners.serve_referral",), WORK),
    NavItem(_("Kerja sosial di tempat kami"), "programs:own_sessions", "clock", ("programs.attend_own_site",), WORK),
    NavItem(_("Daftar kertas"), "programs:own_papers", "printer", ("programs.attend_own_site",), WORK),
    NavItem(_("Daftar kertas mitra"), "programs:paper_find", "printer", ("partners.type_paper",), MOVEMENT),
    NavItem(_("Rujukan yang selesai"), "own:concluded", "history", ("partners.serve_referral",), WORK),
    NavItem(_("Katalog intervensi"), "programs:catalogue_list", "list-check", ("programs.view_catalogue",), MOVEMENT),
    NavItem(_("Arahan"), "programs:directive_list", "mail", ("programs.view_directive",), MOVEMENT),
    NavItem(
        _("Klien Bapas Peduli"),
        "programs:activity_list",
        "heart-handshake",
        ("programs.view_activity",),
        MOVEMENT,
    ),
    NavItem(_("Kalender"), "programs:calendar_month", "calendar", ("programs.view_activity",), MOVEMENT),
    NavItem(
        _("Mitra"),
        "partners:organisation_list",
        "building-community",
        ("partners.view_organisation",),
        MOVEMENT,
    ),
    NavItem(
        _("Cari layanan"),
        "partners:offering_list",
        "search",
        ("partners.view_organisation",),
        MOVEMENT,
    ),
    NavItem(_("Perjanjian"), "partners:agreement_list", "file-text", ("partners.view_agreement",), MOVEMENT),
    NavItem(
        _("Tempat kerja sosial"),
        "partners:site_list",
        "map-pin",
        ("partners.view_organisation",),
        MOVEMENT,
    ),
    NavItem(_("Laporan bulanan"), "reports:period_list", "report-analytics", ("reports.view_submission",), FIGURES),
    NavItem(_("Kebutuhan wilayah"), "reports:needs_picture", "target", ("reports.view_dashboard",), FIGURES),
    NavItem(_("Laporan harian"), "reports:daily", "report-analytics", ("reports.view_dashboard",), FIGURES),
    NavItem(_("Mutu asesmen"), "reports:quality", "scale", ("reports.view_quality",), FIGURES),
    NavItem(_("Kinerja mitra"), "reports:partner_performance", "users", ("reports.view_dashboard",), FIGURES),
    NavItem(_("Lintas sektor"), "reports:sectors", "building-community", ("reports.view_sectors",), FIGURES),
    NavItem(_("Rekap"), "reports:run_list", "calendar", ("reports.run_rollup",), FIGURES),
    NavItem(
        _("Ekspor"),
        "reports:export_list",
        "file-export",
        ("reports.export",),
        FIGURES,
    ),
    NavItem(
        _("Kantor"),
        "accounts:office_list",
        "building",
        ("accounts.manage_offices",),
        HOUSE,
    ),
    NavItem(
        _("Pengguna"),
        "accounts:user_list",
        "id-badge-2",
        ("accounts.manage_users",),
        HOUSE,
    ),
    NavItem(_("Instrumen"), "clients:instrument_list", "clipboard-check", ("clients.view_instruments",), HOUSE),
    NavItem(_("Aturan intensitas"), "clients:tier_rule_list", "scale", ("clients.manage_tiers",), HOUSE),
    NavItem(_("Jejak audit"), "audit:event_list", "history", ("audit.view_trail",), HOUSE),
)

SIGN_IN_NAMES = ("accounts:sign_in", "accounts:login", "login")
SIGN_OUT_NAMES = ("accounts:sign_out", "accounts:logout", "logout")
PASSWORD_NAMES = ("accounts:password_change", "password_change")


def first_url(names: Iterable[str]) -> str:
    """Address of the first URL name that exists, or an empty string."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _entries(permissions: frozenset[str], path: str) -> list[dict[str, Any]]:
    entries = []
    for item in NAV:
        if permissions.isdisjoint(item.permissions):
            continue
        url = first_url([item.url_name])
        if url:
            entries.append(
                {
                    "label": item.label,
                    "url": url,
                    "icon": item.icon,
                    "section": item.section,
                    "active": False,
                }
            )
    matching = [entry for entry in entries if path.startswith(str(entry["url"]))]
    if matching:
        max(matching, key=lambda entry: len(str(entry["url"])))["active"] = True
    return entries


def _viewer(scope: Any) -> dict[str, str] | None:
    if scope is None:
        return None
    return {
        "name": str(scope.display_name),
        "office": str(getattr(scope, "office_name", "") or ""),
        "role": str(getattr(scope, "role_label", "") or ""),
    }


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what base.html needs about the reader, all keys always present."""
    scope = getattr(request, "scope", None)
    user = getattr(request, "user", None)
    signed_in = scope is not None and user is not None and user.is_authenticated
    entries = _entries(frozenset(scope.permissions), request.path) if scope is not None and signed_in else []
    return {
        "nav_items": entries,
        "viewer": _viewer(scope) if signed_in else None,
        "sign_in_url": first_url(SIGN_IN_NAMES),
        "sign_out_url": first_url(SIGN_OUT_NAMES),
        "password_url": first_url(PASSWORD_NAMES),
        "set_language_url": first_url(["set_language"]),
        "is_demo": bool(getattr(settings, "DEMO_MODE", False)),
    }
