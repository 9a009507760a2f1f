"""Offices and people with a role."""

from itertools import count
from typing import Any

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, RoleGrant, User

_numbers = count(1)


def make_nation() -> Office:
    nation, _ = Office.objects.get_or_create(
        code="00", defaults={"kind": OfficeKind.DITJENPAS, "name": "Direktorat Jenderal Pemasyarakatan"}
    )
    return nation


def make_kanwil(nation: Office | None = None, **fields: Any) -> Office:
    number = next(_numbers)
    fields.setdefault("provinces", ["Jawa Tengah"])
    return Office.objects.create(
        kind=OfficeKind.KANWIL,
        code=f"K{number}",
        name=f"Kanwil Contoh {number}",
        parent=nation or make_nation(),
        **fields,
    )


def make_bapas(kanwil: Office | None = None, **fields: Any) -> Office:
    number = next(_numbers)
    return Office.objects.create(
        kind=OfficeKind.BAPAS,
        code=f"B{number}",
        name=f"Bapas Kelas II Contoh {number}",
        office_class="II",
        parent=kanwil or make_kanwil(),
        **fields,
    )


def make_user(role: RoleCode | None = None, office: Office | None = None, **fields: Any) -> User:
    """A user, with `role` at `office` since 2020 where a role is given. The password is 'sandi-uji-coba'."""
    number = next(_numbers)
    fields.setdefault("name", f"Petugas Contoh {number}")
    user = User.objects.create_user(f"petugas{number}", "sandi-uji-coba", **fields)
    if role is not None:
        RoleGrant.objects.create(user=user, role=role, office=office, from_on="2020-01-01")
    return user
