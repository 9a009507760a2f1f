"""What is said of a table whose writes touch figures."""

from typing import NamedTuple


class Source(NamedTuple):
    """A table whose rows are counted. `touched`: what one version of its rows, `r`, touches.

    `watched`: columns whose change touches all that the row touches before and after; `ends`: of its range of days.
    `key`: its primary key.
    """

    table: str
    touched: str
    watched: tuple[str, ...]
    ends: tuple[str, ...] = ()
    key: str = "id"
