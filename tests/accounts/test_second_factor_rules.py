"""Codes over plain values: the window, no code twice, what is typed."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.accounts import totp

# The secret of RFC 6238, appendix B, whose codes are printed there (eight digits; the app shows the last six).
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
}
NOW = 1234567890


@pytest.mark.parametrize(("at", "printed"), RFC_CODES.items())
def test_the_codes_are_those_of_the_standard(at, printed):
    assert totp.code_at(RFC_SECRET, at) == printed[-6:]


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off_and_no_more(steps, fits):
    code = totp.code_at(RFC_SECRET, NOW + steps * totp.SECONDS)
    step = totp.matching_step(RFC_SECRET, code, NOW, after=0)
    assert step == (NOW // totp.SECONDS + steps if fits else None)


def test_a_code_and_those_before_it_are_good_once():
    taken = totp.matching_step(RFC_SECRET, totp.code_at(RFC_SECRET, NOW), NOW, after=0)
    for steps in (-1, 0):
        code = totp.code_at(RFC_SECRET, NOW + steps * totp.SECONDS)
        assert totp.matching_step(RFC_SECRET, code, NOW, after=taken) is None
    following = totp.code_at(RFC_SECRET, NOW + totp.SECONDS)
    assert totp.matching_step(RFC_SECRET, following, NOW, after=taken) == taken + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "²²²²²²", "٠١٢٣٤٥", "abcdef", "\x00" * 6])
def test_what_is_not_six_digits_is_no_code(typed):
    assert totp.matching_step(RFC_SECRET, typed, NOW, after=0) is None


@given(st.integers(0, 2**40))
def test_a_code_is_always_six_digits(at):
    assert totp.is_app_code(totp.code_at(RFC_SECRET, at))


def test_secrets_and_recovery_codes_are_never_the_same_twice():
    assert len({totp.new_secret() for _ in range(50)}) == 50
    codes = totp.new_recovery_codes()
    assert len(set(codes)) == 10
    assert {len(totp.bare(f" {code.upper()} ")) for code in codes} == {12}
