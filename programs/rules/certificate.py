"""What may not stand on a child's certificate: any word that tells where it comes from (decision 0008).

A child shows it to a school or an employer. UU 11/2012 art. 19 and 61: that the child was in conflict with the law
stays secret, so neither the Bapas, nor an offence, nor the mark RAHASIA stands on it.
"""

import re

TELLING = (
    "bapas",
    "balai pemasyarakatan",
    "pemasyarakatan",
    "pembimbing kemasyarakatan",
    "kemenimipas",
    "ditjenpas",
    "griya abhipraya",
    "pokmas",
    "lipas",
    "klien",
    "lapas",
    "lpka",
    "lpas",
    "rutan",
    "narapidana",
    "napi",
    "tahanan",
    "warga binaan",
    "anak binaan",
    "anak pelaku",
    "abh",
    "abkh",
    "berhadapan dengan hukum",
    "berkonflik dengan hukum",
    "pidana",
    "diversi",
    "kejahatan",
    "kejaksaan",
    "pengadilan",
    "putusan",
    "rahasia",
)
_FOUND = re.compile(r"\b(" + "|".join(map(re.escape, sorted(TELLING, key=len, reverse=True))) + r")\b", re.IGNORECASE)


def telling_word(text: str) -> str:
    """The first word of `text` that would tell it, as written there; "" if there is none."""
    found = _FOUND.search(" ".join(text.split()))
    return found.group(0) if found else ""


def without_telling(text: str) -> str:
    """`text`, or "" where it holds a word that would tell."""
    return "" if telling_word(text) else text
