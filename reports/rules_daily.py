"""What the daily report reads out of a client's occupation, which is typed freely. Plain values only."""

import re
from collections.abc import Iterable

SCHOOL, IDLE, BLANK, WORK = "SCHOOL", "IDLE", "BLANK", "WORK"


def begins_with(words: Iterable[str]) -> str:
    """A pattern, the same to Python and PostgreSQL, for texts that begin with one of the words, whole; any case."""
    return rf"^\s*({'|'.join(re.escape(word.strip()) for word in words)})(\W|$)"


def occupation_kind(text: str, *, school: Iterable[str], idle: Iterable[str]) -> str:
    """SCHOOL or IDLE where the text begins with one of their words, BLANK without a text, WORK for all else."""
    if not text.strip():
        return BLANK
    for kind, words in ((SCHOOL, school), (IDLE, idle)):
        if re.search(begins_with(words), text, re.IGNORECASE):
            return kind
    return WORK
