"""Bearer tokens: `Authorization: Bearer <key>`; only the key's SHA-256 is kept."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from bapas_portal.accounts.models import ApiToken, User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.accounts.tokens import digest_of
from bapas_portal.core.dates import today_in

KEYWORD = b"bearer"
USE_NOTED_EVERY = timedelta(minutes=5)


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Any) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != KEYWORD:
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Tulis kunci sebagai: Authorization: Bearer <kunci>."))
        token = self._find(parts[1].decode("latin-1"))
        request._request.scope = scope_of(token.user)
        return token.user, token

    def _find(self, key: str) -> ApiToken:
        valid = ApiToken.objects.filter(revoked_at=None, expires_on__gte=today_in(), user__is_active=True)
        token = valid.select_related("user").filter(digest=digest_of(key)).first()
        if token is None:
            raise AuthenticationFailed(_("Kunci tidak dikenal, dicabut, atau sudah lewat masanya."))
        now = timezone.now()
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
        return token

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"
