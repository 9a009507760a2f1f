"""What the plan's page shows around the plan: the client's word on it."""

from collections.abc import Sequence
from typing import Any

from bapas_portal.core.access import PortalRequest
from clients.models import Guidance
from programs.models import PlanVersion
from programs.queries.plan_answer import answerable, answers_of


def around(
    request: PortalRequest, guidance: Guidance, versions: Sequence[PlanVersion], may_write: bool
) -> dict[str, Any]:
    """Each version with what the client `says` to it; the one the client is asked about. One query."""
    said = answers_of(request.scope, versions) if versions else {}
    for version in versions:
        vars(version)["said"] = next(iter(said.get(version.pk, [])), None)
    asked = answerable(versions)
    return {
        "asked": asked,
        "said": vars(asked)["said"] if asked else None,
        "may_answer": may_write and asked is not None,
    }
