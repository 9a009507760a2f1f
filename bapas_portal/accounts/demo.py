"""The demonstration accounts: synthetic people, one for each role. Made only where DEMO_MODE or development is on."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Office, RoleGrant, User
from bapas_portal.accounts.scopes import scope_of

DEMO_PASSWORD = "bapas-peduli-2026"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    nip: str
    name: str
    role: RoleCode
    office_code: str
    note: str


DEMO_PEOPLE = (
    DemoPerson("pk", "199001012015031001", "Rahmat Contoh", RoleCode.PK, "3301", "PK dewasa, 30 klien"),
    DemoPerson("pkanak", "199102022016032002", "Sri Teladan", RoleCode.PK, "3301", "PK anak, 15 klien"),
    DemoPerson("apk", "199503032019031003", "Bagus Misal", RoleCode.APK, "3301", "Asisten PK"),
    DemoPerson("kepala", "197804042003121004", "Hartono Umpama", RoleCode.HEAD, "3301", "menyetujui rencana aksi"),
    DemoPerson("bkd", "198305052008011005", "Wulan Perumpamaan", RoleCode.SECTION_ADULT, "3301", "Kasi BKD"),
    DemoPerson("bka", "198406062009012006", "Dewi Andaikan", RoleCode.SECTION_CHILD, "3301", "Kasi BKA"),
    DemoPerson("operator", "199207072014031007", "Joko Ibarat", RoleCode.OPERATOR, "3301", "mendaftarkan klien"),
    DemoPerson("tpp", "198708082011012008", "Ratna Laksana", RoleCode.TPP_SECRETARY, "3301", "membaca berkas"),
    DemoPerson(
        "supervisor",
        "198102082006042013",
        "Lestari Amsal",
        RoleCode.SUPERVISOR,
        "3301",
        "meninjau asesmen, memutus penyesuaian",
    ),
    DemoPerson(
        "kanwil",
        "198009092005011009",
        "Surya Contohnya",
        RoleCode.KANWIL,
        "33",
        "menerima kegiatan, memantau kantornya",
    ),
    DemoPerson("ditjen", "197710102002121010", "Maya Pengandaian", RoleCode.DITJENPAS, "00", "ekspor laporan nasional"),
    DemoPerson(
        "admin", "198511112010011011", "Teguh Permisalan", RoleCode.ADMIN, "00", "kantor, pengguna, jejak audit"
    ),
    DemoPerson("pklain", "199312122017031012", "Agus Seumpama", RoleCode.PK, "3501", "PK di Bapas lain"),
)
# Workers of partners: they hold no role, and the room of partners says whose they are.
# (user name, name, position at the partner, note)
DEMO_WORKERS = (
    ("mitra", "Nining Umpamanya", "Koordinator layanan", "menjawab rujukan, mencatat pertemuan"),
    ("mitra2", "Yusuf Misalnya", "Penanggung jawab tempat kerja", "mencatat yang datang kerja sosial"),
)


def demo_accounts() -> list[dict[str, str]]:
    """Rows for the sign-in page and `make run`: username, password, role, office, note. Only accounts that exist."""
    existing = {
        grant.user.username: grant
        for grant in RoleGrant.objects.filter(
            user__username__in=[person.username for person in DEMO_PEOPLE], user__is_demo=True, user__is_active=True
        ).select_related("user", "office")
    }
    return [
        {
            "username": person.username,
            "password": DEMO_PASSWORD,
            "role": str(existing[person.username].get_role_display()),
            "office": existing[person.username].office.name,
            "note": person.note,
        }
        for person in DEMO_PEOPLE
        if person.username in existing
    ] + _demo_workers()


def _demo_workers() -> list[dict[str, str]]:
    notes = {username: note for username, _name, _position, note in DEMO_WORKERS}
    people = User.objects.filter(username__in=notes, is_demo=True, is_active=True).order_by("username")
    return [
        {
            "username": user.username,
            "password": DEMO_PASSWORD,
            "role": scope.role_label,
            "office": scope.office_name,
            "note": notes[user.username],
        }
        for user in people
        if (scope := scope_of(user)).permissions
    ]


def make_demo_accounts() -> int:
    """Make the accounts that do not exist yet; the offices must be loaded. Returns how many were made."""
    made = 0
    # Hashed once: the password is public, and twelve slow hashes would be a third of the loading.
    password = make_password(DEMO_PASSWORD)
    for person in DEMO_PEOPLE:
        if User.objects.filter(username=person.username).exists():
            continue
        user = User.objects.create(
            username=person.username, password=password, nip=person.nip, name=person.name, is_demo=True
        )
        office = Office.objects.get(code=person.office_code)
        RoleGrant.objects.create(user=user, role=person.role, office=office, from_on="2025-01-01")
        made += 1
    return made
