"""Giving out register numbers: one book, one year, one row that is locked meanwhile."""

from datetime import date

from django.conf import settings

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from clients.models import Guidance, RegisterCounter
from clients.rules.register_no import book_of, register_number


def next_register_no(*, office: Office, status: str, is_child: bool, on: date) -> str:
    """The next number of the office's book of the year of `on`. Call it in the transaction that uses the number:

    the counter's row stays locked till the end, so that a failed registration leaves no gap and two at once never
    get the same. A Pos writes in its Bapas' book. Numbers that were typed by hand are stepped over.
    """
    keeper = office.parent if office.kind == OfficeKind.POS and office.parent else office
    book = book_of(status)
    RegisterCounter.objects.get_or_create(office=keeper, book=book, year=on.year)
    counter = RegisterCounter.objects.select_for_update().get(office=keeper, book=book, year=on.year)
    number = ""
    while not number or Guidance.objects.filter(office=office, register_no=number).exists():
        counter.last += 1
        number = register_number(
            pattern=settings.REGISTER_NUMBER_PATTERN,
            office_code=keeper.code,
            book=book,
            is_child=is_child,
            running=counter.last,
            on=on,
        )
    counter.save(update_fields=["last"])
    return number
