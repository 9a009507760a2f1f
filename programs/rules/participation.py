"""Who may take part in an activity, and how a participant is named to whom."""

from datetime import date

from clients.rules.identity import initials


def was_open(*, start_on: date, ended_on: date | None, day: date) -> bool:
    """Was the guidance period open on `day`? Its first and its last day count."""
    return start_on <= day and (ended_on is None or day <= ended_on)


def shown_name(*, name: str, register_no: str, is_child: bool, may_identify: bool, is_own_office: bool) -> str:
    """The name for who may know it; initials within the office; else the register number, of a child nothing.

    A child's identity is secret (UU 11/2012 art. 19): outside the office the answer is "".
    """
    if may_identify:
        return name
    if is_own_office:
        return initials(name)
    return "" if is_child else register_no
