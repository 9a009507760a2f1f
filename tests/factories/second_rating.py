"""Second ratings as rows, asked for or scored."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from bapas_portal.accounts.models import User
from bapas_portal.core.dates import today_in
from clients.choices import RatingState
from clients.models import Assessment, SecondRating
from clients.queries.instruments import definition_of
from clients.rules.results import result_as_json
from clients.rules.scoring import score
from tests.factories.accounts import make_user


def make_second_rating(
    first: Assessment, rater: User | None = None, *, by: User | None = None, answers: dict[str, Any] | None = None
) -> SecondRating:
    """Asked of `rater`; with complete `answers` it is scored already."""
    done: dict[str, Any] = {}
    if answers is not None:
        result = score(definition_of(first.version), answers, first.context)
        done = {"state": RatingState.DONE, "rated_at": timezone.now(), "answers": answers}
        done |= {"result": result_as_json(result), "total": result.total, "category": result.category}
    return SecondRating.objects.create(
        guidance=first.guidance,
        first=first,
        instrument=first.instrument,
        version=first.version,
        rater=rater or make_user(),
        asked_by=by or make_user(),
        due_on=today_in() + timedelta(days=7),
        **done,
    )
