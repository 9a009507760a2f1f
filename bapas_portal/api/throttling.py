"""So many requests a minute for one user, counted in the cache that all processes share."""

from typing import Any

from rest_framework.settings import api_settings
from rest_framework.throttling import UserRateThrottle


class CallerThrottle(UserRateThrottle):
    """600 a minute unless API_RATE says otherwise. All tokens of one user count together."""

    def get_rate(self) -> Any:
        return api_settings.DEFAULT_THROTTLE_RATES[str(self.scope)]
