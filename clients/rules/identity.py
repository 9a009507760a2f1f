"""How a person is named to a reader who may not know who it is (UU 11/2012 art. 19)."""


def initials(name: str) -> str:
    """First letters of up to three words, as "S. R."."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:3])
