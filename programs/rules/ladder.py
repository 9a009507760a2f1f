"""The ladder after sessions missed without valid reason: the system proposes the next step, a person decides.

No decree says the steps for kerja sosial (domain.md 5.6: assumed), so they are a setting, in order: SERVICE_LADDER.
"""

from collections.abc import Iterable, Sequence


def read_ladder(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """`TEGURAN_1,TEGURAN_2` read. Raises ValueError for an unknown step, one named twice, or none."""
    steps = tuple(part.strip() for part in text.split(",") if part.strip())
    if not steps or len(set(steps)) != len(steps) or not set(steps) <= set(known):
        raise ValueError("the ladder names unknown steps, one twice, or none")
    return steps


def next_step(ladder: Sequence[str], standing: Iterable[str]) -> str | None:
    """The first step that does not stand yet; None at the top: then the prosecutor has the word."""
    taken = set(standing)
    return next((step for step in ladder if step not in taken), None)
