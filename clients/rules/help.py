"""From a need to the codes under which the catalogue and the partner directory keep help for it (domain.md 4.9).

Codes are F1..F7 (Kriminogenik 02/2021), the practical needs, and ANAK-F1..ANAK-F6 (the aspects of the
child instrument, which number differently).
"""

ADULT_TWINS = {
    "F1": ("F2", "SCHOOL"),
    "F2": ("F3", "REHABILITATION"),
    "F3": ("F6", "F5"),
    "F4": ("F1", "F4"),
    "F5": ("F7",),
    "F6": ("F7", "HEALTH", "SAFETY"),
}
"""Aspect of the child instrument -> codes of similar help for adults."""

TICKS = {
    "B1.1": ("F7",),
    "B1.2": ("F7", "HEALTH"),
    "B1.3": ("F7", "F4"),
    "B1.4": ("HEALTH", "SAFETY"),
    "B1.5": ("F7",),
    "B1.6": ("F6", "F7"),
    "B1.7": ("F7",),
    "B1.8": ("F7", "F4"),
    "B1.9": ("F3", "F4"),
    "B2.1": ("SAFETY",),
    "B2.2": ("HOUSING",),
    "B2.3": ("HOUSING",),
    "B2.4": ("F4", "SAFETY"),
    "B2.5": ("F7",),
    "B2.6": ("F4",),
    "B2.7": ("SCHOOL", "F2"),
    "B2.8": ("DISABILITY",),
    "B2.9": ("IDENTITY",),
}
"""Tick of part B of Kriminogenik 02/2021 -> codes of help (assumed; no decree maps them)."""


def help_codes(*, kind: str, code: str, is_child: bool) -> tuple[str, ...]:
    """Codes of help for a need, the closest first; () where the catalogue has nothing of its own."""
    if kind == "TICK":
        return TICKS.get(code, ())
    if kind == "FACTOR" and is_child:
        return (f"ANAK-{code}", *ADULT_TWINS.get(code, ()))
    return (code,)
