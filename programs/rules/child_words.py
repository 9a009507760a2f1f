"""Does a text that leaves the office tell who a child is? (UU 11/2012 art. 19)"""

import re
from collections.abc import Iterable

WORD = re.compile(r"\w+")


def tells_name(text: str, name: str, *, whole: bool = False) -> bool:
    """Does `text` hold the name, or two words of it in a row? Case and punctuation do not matter.

    `whole`: only the whole name, and only one of two words or more: for a text that is held against many names, where
    "Bakti" alone is as likely an ordinary word.
    """
    said, wanted = _words(text), _words(name)
    if not wanted or (whole and len(wanted) < 2):
        return False
    length = len(wanted) if whole else min(2, len(wanted))
    parts = {tuple(wanted[start : start + length]) for start in range(len(wanted) - length + 1)}
    return any(tuple(said[start : start + length]) in parts for start in range(len(said) - length + 1))


def tells_any(text: str, names: Iterable[str], *, whole: bool = False) -> bool:
    return any(tells_name(text, name, whole=whole) for name in names)


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())
