"""Who sits at the instrument workshop, and the draft in hand."""

import pytest

from bapas_portal.accounts.choices import RoleCode
from tests.factories import make_user
from tests.factories.instrument_drafts import make_draft


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


@pytest.fixture
def draft(admin):
    return make_draft(admin)
