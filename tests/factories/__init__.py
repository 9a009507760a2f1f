"""Synthetic rows for tests: make_x(...) makes one of x and whatever it stands on. No real person, ever."""

from tests.factories.accounts import make_bapas, make_kanwil, make_nation, make_user
from tests.factories.clients import make_case, make_client, make_guidance, make_offence_group

__all__ = [
    "make_bapas",
    "make_case",
    "make_client",
    "make_guidance",
    "make_kanwil",
    "make_nation",
    "make_offence_group",
    "make_user",
]
