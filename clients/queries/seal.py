"""What of an assessment's row stands under its seal."""

from clients.models import Assessment
from clients.queries.instruments import digest_of
from clients.rules.seal import Signed, verify


def signed_of(assessment: Assessment) -> Signed:
    """The signed content of a row, saved or about to be. No query when its version is at hand."""
    return Signed(
        guidance_id=assessment.guidance_id,
        version_digest=digest_of(assessment.version),
        answers=assessment.answers,
        notes=assessment.notes,
        sources=assessment.sources,
        context=assessment.context,
        assessor_id=assessment.assessor_id,
        assessed_on=assessment.assessed_on,
        consent_on=assessment.consent_on,
        consent_by=assessment.consent_by,
        place=assessment.place,
        purpose=assessment.purpose,
        replaces_id=assessment.replaces_id,
        result=assessment.result,
    )


def seal_holds(assessment: Assessment) -> bool:
    """Is the row what was sealed? False for a row without a seal too: ask `assessment.seal` first."""
    return verify(signed_of(assessment), assessment.seal)
