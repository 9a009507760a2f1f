"""What the plan's page shows around the plan: the client's word on it, and its reviews."""

from collections.abc import Sequence
from typing import Any

from bapas_portal.core.access import PortalRequest
from clients.models import Guidance
from programs.models import PlanVersion
from programs.queries.plan import approved_version
from programs.queries.plan_answer import answerable, answers_of
from programs.queries.plan_review import review_of, reviews_of


def around(
    request: PortalRequest, guidance: Guidance, versions: Sequence[PlanVersion], may_write: bool
) -> dict[str, Any]:
    """Each version with what the client `said` to it; the one the client is asked about; reviews and the next one.

    Four queries, none without a version.
    """
    said = answers_of(request.scope, versions) if versions else {}
    for version in versions:
        vars(version)["said"] = next(iter(said.get(version.pk, [])), None)
    asked = answerable(versions)
    return {
        "asked": asked,
        "said": vars(asked)["said"] if asked else None,
        "may_answer": may_write and asked is not None,
        "review_row": review_of(request.scope, guidance.pk) if versions else None,
        "reviews": reviews_of(request.scope, guidance.pk) if versions else [],
        "may_review": may_write and approved_version(versions) is not None,
    }
