"""Messages inside the portal: given once by their key, done by the person they are to."""

from django.db import transaction
from django.utils import timezone

from bapas_portal.accounts.models import Notice, User
from bapas_portal.audit.trail import record


def give_notice(*, user_ids: set[int], key: str, text: str, url: str = "") -> int:
    """A message to each person, once for a `key`; `url` is a path of the portal. Returns how many are new."""
    known = set(Notice.objects.filter(user__in=user_ids, key=key).values_list("user_id", flat=True))
    wanted = sorted(user_ids - known)
    Notice.objects.bulk_create(
        [Notice(user_id=pk, key=key, text=text, url=url) for pk in wanted], ignore_conflicts=True
    )
    return len(wanted)


@transaction.atomic
def finish_notice(*, notice_id: int, by: User) -> Notice:
    """Put one's own message aside; doing it twice changes nothing. Raises Notice.DoesNotExist."""
    notice = Notice.objects.select_for_update().filter(user=by).get(pk=notice_id)
    if notice.done_at is None:
        notice.done_at = timezone.now()
        notice.save(update_fields=["done_at"])
        record(verb="notice.done", subject=notice, by=by)
    return notice
