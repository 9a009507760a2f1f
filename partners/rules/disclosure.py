"""What a partner is told of a client: the least that serves, and more only where the PK chose it and said why.

UU 11/2012 art. 19 keeps a child's identity secret; UU 27/2022 art. 27 limits personal data to its purpose.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bapas_portal.core.dates import age_on
from clients.rules.identity import initials
from partners.choices_referral import Shared


@dataclass(frozen=True, slots=True)
class Person:
    """What the portal knows. `offence`: the group in words."""

    name: str
    is_child: bool
    sex: str
    birth_on: date
    phone: str = ""
    address: str = ""
    offence: str = ""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What the partner is told; "" where it is not. `who`: the name, of a child its initials. `age`: whole years."""

    who: str
    is_named: bool
    sex: str
    age: int
    phone: str = ""
    address: str = ""
    offence: str = ""


def disclose(person: Person, shared: Collection[str], day: date) -> Disclosed:
    """The fields that the partner may see on `day`."""
    is_named = not person.is_child or Shared.CHILD_NAME in shared
    return Disclosed(
        who=person.name if is_named else initials(person.name),
        is_named=is_named,
        sex=person.sex,
        age=age_on(person.birth_on, day),
        phone=person.phone if Shared.PHONE in shared else "",
        address=person.address if Shared.ADDRESS in shared else "",
        offence=person.offence if Shared.OFFENCE in shared else "",
    )
