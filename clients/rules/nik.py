"""What a NIK says about its holder: digits 7 to 12 are the birth date DDMMYY, with 40 added to the day of a woman."""

from datetime import date

LENGTH = 16
WOMAN_DAY = 40


def is_nik(text: str) -> bool:
    return len(text) == LENGTH and text.isascii() and text.isdigit()


def nik_disagrees(nik: str, *, birth_on: date | None, sex: str) -> bool:
    """Does the NIK speak of another birth date or sex? A hint only: many real NIK carry an old mistake."""
    if not is_nik(nik) or birth_on is None:
        return False
    day = int(nik[6:8])
    if sex and (day > WOMAN_DAY) != (sex == "F"):
        return True
    return (day % WOMAN_DAY, int(nik[8:10]), int(nik[10:12])) != (birth_on.day, birth_on.month, birth_on.year % 100)


def masked(nik: str) -> str:
    """Only the last four digits, for pages that others may see over the shoulder."""
    return f"•••• •••• •••• {nik[-4:]}" if nik else ""
