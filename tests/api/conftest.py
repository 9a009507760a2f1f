"""Callers of the API: each with a token of its own."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from bapas_portal.accounts.models import User
from bapas_portal.accounts.tokens import make_token
from bapas_portal.core.dates import today_in


@pytest.fixture
def calling() -> Callable[[User], APIClient]:
    """calling(user) -> a client that sends that user's token."""

    def as_user(user: User) -> APIClient:
        _, key = make_token(user, "uji", today_in() + timedelta(days=30))
        return APIClient(headers={"authorization": f"Bearer {key}"})

    return as_user
