"""The one list of permissions and the one list of roles. Nothing else says who may do what."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.core.scope import Identity

PERMISSIONS = {
    "clients.view_client": _("melihat klien dan berkasnya"),
    "clients.register_client": _("mendaftarkan klien, perkara dan masa bimbingan"),
    "clients.change_client": _("mengubah data klien"),
    "clients.assign_officer": _("menunjuk PK"),
    "clients.assess": _("mengisi asesmen dan peta kebutuhan"),
    "clients.review_assessment": _("meninjau asesmen"),
    "clients.decide_override": _("memutus penyesuaian kategori"),
    "clients.ask_second_rating": _("meminta penilaian kedua"),
    "clients.rate_second": _("mengisi penilaian kedua"),
    "clients.view_workload": _("melihat beban kerja PK"),
    "clients.set_reduction": _("mencatat pengurangan beban kerja"),
    "clients.view_instruments": _("melihat instrumen"),
    "clients.manage_instruments": _("menyusun dan menerbitkan instrumen"),
    "clients.manage_tiers": _("menyusun dan menerbitkan aturan intensitas"),
    "programs.view_plan": _("melihat rencana aksi"),
    "programs.write_plan": _("menyusun rencana aksi"),
    "programs.approve_plan": _("menyetujui atau mengembalikan rencana aksi"),
    "programs.view_service": _("melihat kerja sosial dan jamnya"),
    "programs.write_service": _("mencatat kerja sosial dan jamnya"),
    "programs.supervise_service": _("mencatat kehadiran pada sesi kerja sosial"),
    "programs.attend_own_site": _("mencatat siapa yang datang di tempat kerja mitra sendiri"),
    "programs.correct_hours": _("menyesuaikan dan membatalkan jam kerja sosial"),
    "programs.view_programme": _("melihat program bimbingan kantor"),
    "programs.write_programme": _("menyusun program bimbingan dan mencatat kehadiran kelompok"),
    "programs.view_session": _("melihat pertemuan bimbingan klien"),
    "programs.write_session": _("mencatat pertemuan bimbingan klien"),
    "programs.view_activity": _("melihat kegiatan Klien Bapas Peduli"),
    "programs.write_activity": _("mencatat kegiatan Klien Bapas Peduli"),
    "programs.approve_activity": _("menyetujui usulan kegiatan Klien Bapas Peduli"),
    "programs.write_calendar": _("mengisi kalender Klien Bapas Peduli"),
    "programs.accept_activity": _("menerima atau mengembalikan kegiatan"),
    "programs.view_directive": _("membaca arahan dan bertanya"),
    "programs.confirm_directive": _("mengonfirmasi arahan atas nama kantor"),
    "programs.watch_directive": _("melihat kantor yang belum mengonfirmasi arahan"),
    "programs.view_catalogue": _("membaca katalog intervensi"),
    "programs.edit_catalogue": _("mengubah katalog intervensi"),
    "programs.write_directive": _("menyusun, menerbitkan, menarik arahan dan menjawab pertanyaan"),
    "partners.view_organisation": _("melihat mitra"),
    "partners.write_organisation": _("menambah dan mengubah mitra"),
    "partners.view_agreement": _("melihat perjanjian dengan mitra"),
    "partners.write_agreement": _("mencatat perjanjian dengan mitra"),
    "partners.view_referral": _("melihat rujukan klien ke mitra"),
    "partners.write_referral": _("menyusun, mengirim dan meninjau rujukan klien ke mitra"),
    "partners.type_paper": _("mencetak daftar kertas untuk mitra dan menyalinnya kembali"),
    "partners.invite_worker": _("mengundang dan mengakhiri petugas mitra"),
    "partners.serve_referral": _("menjawab dan melayani rujukan sebagai mitra"),
    "programs.view_service_session": _("melihat sesi kerja sosial kantor"),
    "partners.write_site": _("menambah dan mengubah tempat kerja sosial"),
    "programs.write_service_session": _("membuka dan membatalkan sesi kerja sosial"),
    "reports.view_dashboard": _("melihat dasbor"),
    "reports.view_case_rows": _("membuka angka sampai daftar perkara"),
    "reports.view_quality": _("melihat mutu asesmen"),
    "reports.view_sectors": _("melihat lintas sektor: perjanjian, mitra, dan tempat kerja"),
    "reports.run_rollup": _("menjalankan rekap"),
    "reports.view_submission": _("melihat laporan bulanan kantor"),
    "reports.write_submission": _("menyusun laporan bulanan dan meminta pengecualian"),
    "reports.submit_month": _("mengajukan laporan bulanan atas nama Bapas"),
    "reports.accept_submission": _("menerima atau mengembalikan laporan bulanan"),
    "reports.give_exception": _("memberi pengecualian entri bulan yang sudah terbit"),
    "reports.publish_period": _("menerbitkan angka bulanan dan perbaikannya"),
    "reports.export": _("mengekspor laporan wilayah sendiri"),
    "reports.export_national": _("mengekspor laporan nasional"),
    "accounts.view_offices": _("melihat daftar kantor"),
    "accounts.manage_offices": _("menambah dan mengubah kantor"),
    "accounts.manage_users": _("mengelola pengguna dan peran"),
    "audit.view_trail": _("membaca jejak audit"),
}

# Held by no role: a partner's worker, who belongs to no office (partners/scopes.py).
PARTNER_PERMISSIONS = frozenset({"partners.serve_referral", "programs.attend_own_site"})

READ_CLIENT = {
    "clients.view_client",
    "programs.view_plan",
    "programs.view_service",
    "programs.view_session",
    "partners.view_referral",
}
SHARED = {
    "partners.view_organisation",
    "partners.view_agreement",
    "programs.view_activity",
    "programs.view_directive",
    "programs.view_catalogue",
    "accounts.view_offices",
}
OFFICE_FIGURES = {"reports.view_dashboard", "reports.view_case_rows"}
WRITE_MONTH = {"reports.view_submission", "reports.write_submission"}
SUPERVISED = {"clients.review_assessment", "reports.view_dashboard", "reports.view_quality"}
INSTRUMENTS = {"clients.view_instruments"}
WORKLOAD = {"clients.view_workload"}
LOADS = WORKLOAD | {"clients.set_reduction"}
SUPERVISE = {"programs.supervise_service"}
JUDGE = {"clients.decide_override", "clients.ask_second_rating"}
WRITE_OWN = {
    "clients.register_client",
    "clients.change_client",
    "clients.assess",
    "programs.write_plan",
    "programs.write_service",
    "programs.write_session",
    "partners.write_referral",
}
READ_PROGRAMMES = {"programs.view_programme", "programs.view_service_session"}
WRITE_SHARED = {
    "partners.write_organisation",
    "partners.write_agreement",
    "partners.write_site",
    "partners.type_paper",
    "programs.write_service_session",
    "programs.write_activity",
    "programs.write_programme",
} | READ_PROGRAMMES
SECTION_DESK = WRITE_MONTH | {"reports.view_dashboard", "partners.invite_worker"}
SECTION = (
    READ_CLIENT
    | {
        "clients.change_client",
        "clients.register_client",
        "clients.assign_officer",
        "programs.approve_plan",
        "programs.write_service",
        "programs.write_session",
        "partners.write_referral",
        "programs.correct_hours",
    }
    | JUDGE
)


@dataclass(frozen=True, slots=True)
class ReachRule:
    """A part of what a role opens below the office it is granted at."""

    permissions: frozenset[str]
    is_child: bool | None = None
    own_only: bool = False
    identity: Identity = Identity.FULL


@dataclass(frozen=True, slots=True)
class Role:
    code: RoleCode
    granted_at: tuple[OfficeKind, ...]
    rules: tuple[ReachRule, ...]

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset().union(*(rule.permissions for rule in self.rules))


def _rule(*groups: set[str], **where: Any) -> ReachRule:
    return ReachRule(permissions=frozenset().union(*groups), **where)


AT_BAPAS = (OfficeKind.BAPAS, OfficeKind.POS)
_OFFICER_RULES = (
    _rule(READ_CLIENT, WRITE_OWN, WORKLOAD, own_only=True),
    # The row's officer is whoever was asked to rate: an invitation opens that one client, and nothing else of it.
    _rule({"clients.rate_second"}, own_only=True),
    _rule(READ_CLIENT, is_child=False),
    # Organisations and activities have no officer; this part opens no client.
    # A session seats clients of several PK: its list is the office's, a child on it shows by initials.
    _rule(SHARED, WRITE_SHARED, SUPERVISE, {"reports.view_dashboard"}, identity=Identity.NONE),
)
ROLES = {
    role.code: role
    for role in (
        Role(RoleCode.PK, AT_BAPAS, _OFFICER_RULES),
        Role(RoleCode.APK, AT_BAPAS, _OFFICER_RULES),
        Role(
            RoleCode.HEAD,
            (OfficeKind.BAPAS,),
            (
                _rule(
                    SECTION,
                    SHARED,
                    WRITE_SHARED,
                    OFFICE_FIGURES,
                    INSTRUMENTS,
                    LOADS,
                    {"reports.view_quality", "reports.export", "audit.view_trail", "programs.confirm_directive"},
                    {"reports.view_sectors"},
                    {"programs.approve_activity", "programs.write_calendar", "partners.invite_worker"},
                    {"reports.submit_month"},
                    SUPERVISE,
                    WRITE_MONTH,
                ),
            ),
        ),
        Role(
            RoleCode.SECTION_ADULT,
            (OfficeKind.BAPAS,),
            (
                _rule(SECTION, {"reports.view_case_rows"}, is_child=False),
                # A PK's capacity is one for both desks: the load is counted whole, without opening a client.
                _rule(SHARED, WRITE_SHARED, LOADS, SUPERVISE, SECTION_DESK, identity=Identity.NONE),
            ),
        ),
        Role(
            RoleCode.SECTION_CHILD,
            (OfficeKind.BAPAS,),
            (
                _rule(SECTION, {"reports.view_case_rows"}, is_child=True),
                _rule(SHARED, WRITE_SHARED, LOADS, SUPERVISE, SECTION_DESK, identity=Identity.NONE),
            ),
        ),
        Role(
            RoleCode.OPERATOR,
            (OfficeKind.BAPAS,),
            (
                _rule(
                    {
                        "clients.view_client",
                        "clients.register_client",
                        "clients.change_client",
                        "clients.assign_officer",
                        "partners.invite_worker",
                        "partners.type_paper",
                    },
                    SHARED,
                ),
            ),
        ),
        Role(RoleCode.TPP_SECRETARY, (OfficeKind.BAPAS,), (_rule(READ_CLIENT, READ_PROGRAMMES, SHARED),)),
        # Appointed by the Dirjen (Permenkumham 12/2013); reads the whole office, as assessments of both desks reach it.
        Role(
            RoleCode.SUPERVISOR,
            (OfficeKind.BAPAS,),
            (_rule(READ_CLIENT, READ_PROGRAMMES, SHARED, JUDGE, INSTRUMENTS, SUPERVISED),),
        ),
        Role(
            RoleCode.KANWIL,
            (OfficeKind.KANWIL,),
            (
                _rule(
                    SHARED,
                    OFFICE_FIGURES,
                    INSTRUMENTS,
                    WORKLOAD,
                    {"programs.accept_activity", "reports.view_quality", "reports.run_rollup", "reports.export"},
                    {"programs.confirm_directive", "programs.watch_directive", "programs.write_calendar"},
                    {"partners.write_agreement", "partners.write_organisation", "partners.invite_worker"},
                    {"reports.view_sectors"},
                    {"reports.view_submission", "reports.accept_submission", "reports.give_exception"},
                    identity=Identity.ADULTS,
                ),
            ),
        ),
        Role(
            RoleCode.DITJENPAS,
            (OfficeKind.DITJENPAS,),
            (
                _rule(
                    SHARED,
                    OFFICE_FIGURES,
                    INSTRUMENTS,
                    WORKLOAD,
                    {
                        "programs.write_calendar",
                        "partners.write_agreement",
                        "partners.write_organisation",
                        "partners.invite_worker",
                        "reports.view_sectors",
                    },
                    {"reports.view_quality", "reports.run_rollup", "reports.export", "reports.export_national"},
                    {"reports.view_submission", "reports.give_exception", "reports.publish_period"},
                    {"programs.watch_directive", "programs.write_directive", "programs.edit_catalogue"},
                    identity=Identity.NONE,
                ),
            ),
        ),
        Role(
            RoleCode.ADMIN,
            (OfficeKind.DITJENPAS,),
            (
                _rule(
                    {"accounts.view_offices", "accounts.manage_offices", "accounts.manage_users", "audit.view_trail"},
                    {"clients.view_instruments", "clients.manage_instruments", "clients.manage_tiers"},
                    identity=Identity.NONE,
                ),
            ),
        ),
    )
}
