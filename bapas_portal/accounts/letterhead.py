"""The letterhead of an office's printed sheets."""

from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office


def letterhead(office: Office) -> list[str]:
    """The lines of the letterhead: the ministry, then the offices from the top down to this one, and its city.

    One query for each office above that is not at hand.
    """
    above = []
    current: Office | None = office
    while current is not None:
        above.append(current.name)
        current = current.parent
    lines = [_("Kementerian Imigrasi dan Pemasyarakatan Republik Indonesia"), *reversed(above)]
    if office.kind != OfficeKind.DITJENPAS and office.city:
        lines.append(office.city)
    return lines
