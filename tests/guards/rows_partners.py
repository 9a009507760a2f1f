"""Rows of the partners' list pages."""

from itertools import count
from types import SimpleNamespace as World

from partners.choices import OrganisationKind
from partners.models import Organisation
from tests.factories import make_guidance
from tests.factories.partners import make_agreement, make_branch, make_offering, make_referral, make_site, make_slot

_numbers = count(1)


def new_organisation(world: World) -> Organisation:
    kind = OrganisationKind.values[0]
    return Organisation.objects.create(name=f"Mitra Barisan {next(_numbers)}", kind=kind, office=world.bapas)


def an_organisation(world: World) -> str:
    return new_organisation(world).name


def an_agreement(world: World) -> str:
    """A signed one with its partner; the office above knows it too."""
    return make_agreement(world.bapas, title=f"Perjanjian Barisan {next(_numbers)}").title


def a_referral(world: World) -> str:
    number = next(_numbers)
    guidance = make_guidance(office=world.bapas, officer=world.pk, name=f"Klien Rujukan {number}")
    make_referral(guidance, make_offering(new_organisation(world)))
    return f"Klien Rujukan {number}"


def an_offering(world: World) -> str:
    partner = new_organisation(world)
    return make_offering(partner, name=f"Layanan Barisan {next(_numbers)}", branch=make_branch(partner)).name


def a_site(world: World) -> str:
    site = make_site(new_organisation(world), name=f"Tempat Barisan {next(_numbers)}")
    make_slot(site)
    return site.name
