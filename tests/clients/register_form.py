"""A filled registration form, as a browser sends it."""

import uuid
from typing import Any

from bapas_portal.accounts.models import Office, Region, User
from tests.factories import make_offence_group


def filled_form(office: Office, officer: User | None = None, **fields: Any) -> dict[str, Any]:
    """An adult on PB with case; keyword arguments replace single fields."""
    return {
        "form_key": str(uuid.uuid4()),
        "name": "Sulistyo Rekaan",
        "aliases": "Tyo, Lis",
        "parent_name": "Rekawan",
        "nik": "",
        "sex": "M",
        "birth_place": "Semarang",
        "birth_on": "1990-05-17",
        "religion": "Islam",
        "education": "SMA",
        "marital": "KAWIN",
        "occupation": "Buruh",
        "phone": "",
        "street": "Jalan Contoh 1 RT 02 RW 03",
        "offence_group": make_offence_group().pk,
        "articles": "Pasal 362 KUHP",
        "offence_on": "2024-02-01",
        "verdict_on": "2024-06-01",
        "sentence_years": "2",
        "office": str(office.pk),
        "officer": str(officer.pk) if officer else "",
        "status": "PB",
        "start_on": "2026-01-15",
        "sentence_expiry_on": "2026-06-01",
        "guidance_end_on": "2027-06-01",
        **fields,
    }


def make_village(code: str = "3374100001", name: str = "Rekasari") -> Region:
    """A village with the district, regency and province above it."""
    levels = (
        (code[:2], "JAWA REKAAN", "PROVINCE"),
        (code[:4], "KOTA REKAAN", "REGENCY"),
        (code[:6], "Rekabalang", "DISTRICT"),
        (code, name, "VILLAGE"),
    )
    parent: Region | None = None
    for key, words, level in levels:
        parent, _ = Region.objects.get_or_create(code=key, defaults={"name": words, "level": level, "parent": parent})
    return parent
