"""Day lists on paper."""

from uuid import uuid4

from bapas_portal.accounts.models import User
from bapas_portal.core.dates import today_in
from partners.models import Referral
from programs.models import PaperList, PaperRow
from programs.rules.paper import new_code


def make_paper(referral: Referral, by: User) -> PaperList:
    """A list of today with this one client on it."""
    offering = referral.offering
    paper = PaperList.objects.create(
        code=new_code(),
        organisation=offering.organisation,
        offering=offering,
        day=today_in(),
        form_key=uuid4(),
        by=by,
    )
    PaperRow.objects.create(paper=paper, number=1, guidance=referral.guidance, referral=referral)
    return paper
