"""People, cases and guidance periods."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from bapas_portal.accounts.models import Office, User
from clients.choices import GuidanceStatus, Sex
from clients.models import Case, Client, Guidance, OffenceGroup, OfficerAssignment
from tests.factories.accounts import make_bapas

_numbers = count(1)


def make_offence_group(*, is_drug: bool = False) -> OffenceGroup:
    code, name = ("narkoba", "Narkoba/Psikotropika") if is_drug else ("pencurian", "Pencurian")
    group, _ = OffenceGroup.objects.get_or_create(code=code, defaults={"name": name, "is_drug": is_drug})
    return group


def make_client(**fields: Any) -> Client:
    number = next(_numbers)
    fields.setdefault("name", f"Klien Contoh {number}")
    fields.setdefault("sex", Sex.MALE)
    fields.setdefault("birth_on", date(1990, 1, 1))
    return Client.objects.create(**fields)


def make_case(client: Client | None = None, **fields: Any) -> Case:
    client = client or make_client()
    is_drug = fields.pop("is_drug", False)
    fields.setdefault("offence_group", make_offence_group(is_drug=is_drug))
    fields.setdefault("articles", "Pasal 362 KUHP")
    fields.setdefault("offence_on", date(2024, 1, 10))
    fields.setdefault("verdict_on", fields["offence_on"] + timedelta(days=90))
    return Case.objects.create(client=client, **fields)


def make_guidance(
    *,
    office: Office | None = None,
    officer: User | None = None,
    child: bool = False,
    client: Client | None = None,
    **fields: Any,
) -> Guidance:
    """An open guidance period; `child` makes the person 16 on the day of the offence."""
    office = office or make_bapas()
    case = fields.pop("case", None)
    case_fields = {name: fields.pop(name) for name in ("is_drug", "offence_on") if name in fields}
    if case is None:
        person = {name: fields.pop(name) for name in ("name", "sex", "birth_on") if name in fields}
        if child:
            person.setdefault("birth_on", case_fields.get("offence_on", date(2024, 1, 10)) - timedelta(days=16 * 366))
        client = client or make_client(**person)
        case = make_case(client, **case_fields)
    number = next(_numbers)
    fields.setdefault("status", GuidanceStatus.DIVERSI if child else GuidanceStatus.PB)
    fields.setdefault("start_on", date(2025, 1, 15))
    fields.setdefault("guidance_end_on", fields["start_on"] + timedelta(days=730))
    fields.setdefault("register_no", f"UJI/{number:05d}")
    guidance = Guidance.objects.create(client=case.client, case=case, office=office, officer=officer, **fields)
    guidance.refresh_from_db()
    if officer is not None:
        OfficerAssignment.objects.create(guidance=guidance, officer=officer, from_on=guidance.start_on)
    return guidance
