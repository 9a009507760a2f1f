"""Secret addresses of calendar feeds. The address is the secret; only its SHA-256 is kept."""

from django.conf import settings
from django.db import models

from programs.choices import FeedKind


class FeedAddress(models.Model):
    """A person's feed: of the own work, or of the offices in reach. Revoked, never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feed_addresses")
    kind = models.CharField(max_length=6, choices=FeedKind)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="feed_one_living", fields=["user", "kind"], condition=models.Q(revoked_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"feed {self.pk} of user {self.user_id}"
