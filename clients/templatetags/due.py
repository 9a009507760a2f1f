"""Words of what is due in a list: `{% due_days row.due_row %}` and `{% due_state row.due_row %}`.

Fifty rows say the same few things; each is put together once a process and language. No client is in any of them.
"""

from datetime import date
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

from clients.choices import DueState
from clients.queries.due import DueRow
from clients.rules.due import Due

register = template.Library()
DAYS, STATE = "clients/due_days.html", "clients/due_state.html"


@register.simple_tag
def due_days(due_row: DueRow) -> str:
    """The last day, and how far it is."""
    return _rendered(DAYS, due_row.due.state, due_row.due.due_on, due_row.days_left, get_language())


@register.simple_tag
def due_state(due_row: DueRow) -> str:
    """The state with its tone, which asks only whether the last day is past."""
    return _rendered(STATE, due_row.due.state, date.min, -1 if due_row.days_left < 0 else 0, get_language())


@lru_cache(maxsize=4096)
def _rendered(name: str, state: DueState, due_on: date, days_left: int, _language: str | None) -> str:
    return render_to_string(name, {"due_row": DueRow(0, None, Due(state, due_on, due_on), days_left)})
