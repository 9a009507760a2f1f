"""Plain rules of activities: who was open, how a participant is named, what remains of a photo."""

import warnings
from contextlib import suppress
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from clients.rules.identity import initials
from programs.rules import picture
from programs.rules.participation import shown_name, was_open
from programs.rules.picture import BadPicture, clean_jpeg
from tests.factories.programs import jpeg

START, END = date(2026, 1, 10), date(2026, 3, 5)


@pytest.mark.parametrize(
    ("ended_on", "day", "expected"),
    [
        (None, date(2026, 1, 9), False),
        (None, date(2026, 1, 10), True),
        (None, date(2030, 1, 1), True),
        (END, END, True),
        (END, date(2026, 3, 6), False),
    ],
)
def test_the_first_and_the_last_day_count(ended_on, day, expected):
    assert was_open(start_on=START, ended_on=ended_on, day=day) is expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Siti Rahma", "S. R."), ("budi", "B."), ("A b c d", "A. B. C."), ("", "")]
)
def test_initials(name, expected):
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("is_child", "may_identify", "own", "expected"),
    [
        (True, True, False, "Siti Rahma"),
        (True, False, True, "S. R."),
        (True, False, False, ""),
        (False, True, False, "Siti Rahma"),
        (False, False, True, "S. R."),
        (False, False, False, "REG/1"),
    ],
)
def test_how_a_participant_is_named(is_child, may_identify, own, expected):
    assert expected == shown_name(
        name="Siti Rahma", register_no="REG/1", is_child=is_child, may_identify=may_identify, is_own_office=own
    )


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_place_and_camera_are_gone_and_the_photo_is_smaller():
    data = jpeg(with_gps=True)
    assert opened(data).getexif().get_ifd(0x8825)
    cleaned = opened(clean_jpeg(data))
    assert (cleaned.format, cleaned.size) == ("JPEG", (1600, 1200))
    assert not cleaned.getexif()
    assert b"Exif" not in clean_jpeg(data)
    assert b"Ponsel" not in clean_jpeg(data)


def test_a_turned_photo_comes_out_upright():
    image, out, exif = Image.new("RGB", (400, 200), "teal"), BytesIO(), Image.Exif()
    exif[0x0112] = 6
    image.save(out, "JPEG", exif=exif)
    assert opened(clean_jpeg(out.getvalue())).size == (200, 400)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_become_jpeg(kind):
    out = BytesIO()
    Image.new("RGBA", (50, 40), (10, 20, 30, 90)).save(out, kind)
    assert opened(clean_jpeg(out.getvalue())).format == "JPEG"


GIF = BytesIO()
Image.new("P", (9, 9)).save(GIF, "GIF")


@pytest.mark.parametrize(
    "data",
    [b"", b"bukan foto", b"<svg onload='alert(1)'/>", GIF.getvalue(), jpeg(size=(300, 300))[:200], b"\xff\xd8\xff\xe0"],
    ids=["empty", "text", "svg", "gif", "cut off", "only a head"],
)
def test_a_fake_photo_is_refused(data):
    with pytest.raises(BadPicture) as caught:
        clean_jpeg(data)
    assert caught.value.reason == "format"


def test_too_many_bytes_and_too_many_pixels(monkeypatch):
    with pytest.raises(BadPicture) as caught:
        clean_jpeg(b"\0" * (picture.MAX_BYTES + 1))
    assert caught.value.reason == "size"
    monkeypatch.setattr(picture, "MAX_PIXELS", 100)
    with pytest.raises(BadPicture) as caught:
        clean_jpeg(jpeg(size=(20, 20)))
    assert caught.value.reason == "pixels"


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 2500), st.integers(1, 2500))
def test_no_side_is_longer_than_allowed(width, height):
    size = opened(clean_jpeg(jpeg(size=(width, height)))).size
    assert max(size) <= picture.MAX_SIDE
    assert min(size) >= 1


@pytest.mark.parametrize("damage", [b"\x00\x00", b"\xff\xff\xff\xff", b"*"])
def test_damaged_exif_spoils_no_photo_and_no_file_breaks_the_page(damage):
    """A photo whose EXIF is cut or overwritten at any place is kept or refused, never an error of ours."""
    image, out, exif = Image.new("RGB", (60, 40), "teal"), BytesIO(), Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 59.0, 30.0)})
    image.save(out, "JPEG", exif=exif)
    data = out.getvalue()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place in range(2, 260):
            spoiled = data[:place] + damage + data[place + len(damage) :]
            with suppress(BadPicture):
                assert b"Exif" not in clean_jpeg(spoiled)
