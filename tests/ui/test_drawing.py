"""The sums behind the drawings, as properties and tables."""

import hashlib
import json
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.core import nav
from bapas_portal.core.ui.needs import WIDTH, needs_bar
from bapas_portal.core.ui.tilemap import PROVINCES, by_province, province_tiles, shade

STATIC = Path(__file__).resolve().parents[2] / "static"


@st.composite
def factors(drawn):
    maximum = drawn(st.integers(3, 40))
    cuts = sorted(drawn(st.sets(st.integers(0, maximum - 1), min_size=1, max_size=3)))
    lows, highs = [0, *(cut + 1 for cut in cuts)], [*cuts, maximum]
    codes = ["LOW", "MEDIUM", "HIGH", "VERY_HIGH"]
    bands = [{"category": code, "low": low, "high": high} for code, low, high in zip(codes, lows, highs, strict=False)]
    score = drawn(st.integers(0, maximum))
    return {
        "code": "F1",
        "label": "x",
        "score": score,
        "maximum": maximum,
        "category": "LOW",
        "bands": bands,
    }


@given(factors())
def test_bands_touch_and_fill_the_bar_and_the_score_stays_inside(factor):
    bar = needs_bar(factor)
    assert bar.bands[0].x == 0
    for left, right in zip(bar.bands, bar.bands[1:], strict=False):
        assert abs(left.x + left.width - right.x) < 0.11
    assert abs(bar.bands[-1].x + bar.bands[-1].width - WIDTH) < 0.11
    assert 0 <= bar.width <= WIDTH


@given(factors())
def test_the_end_of_a_score_lies_in_the_band_of_its_category(factor):
    bar = needs_bar(factor)
    place = next(at for at, band in enumerate(factor["bands"]) if band["low"] <= factor["score"] <= band["high"])
    band = bar.bands[place]
    assert band.x - 0.11 <= bar.width <= band.x + band.width + 0.11


def test_a_factor_without_maximum_draws_an_empty_bar():
    bar = needs_bar(
        {
            "code": "F",
            "label": "x",
            "score": 1,
            "maximum": 0,
            "category": "LOW",
            "bands": [],
        }
    )
    assert bar.width == 0


def test_svg_numbers_keep_their_point_in_indonesian():
    factor = {
        "code": "F",
        "label": "x",
        "score": 1,
        "maximum": 3,
        "category": "LOW",
        "bands": [],
    }
    with translation.override("id"):
        html = Template("{% needs_bars factors %}").render(Context({"factors": [factor]}))
    assert 'width="133.3"' in html


@pytest.mark.parametrize(
    ("value", "highest", "expected"),
    [(None, 10, 0), (0, 0, 1), (0, 10, 1), (5, 10, 3), (10, 10, 5), (-1, 10, 1)],
)
def test_shade(value, highest, expected):
    assert shade(value, highest) == expected


def test_no_data_and_zero_are_told_apart():
    tiles = {tile.code: tile for tile in province_tiles({"11": 0})}
    assert (tiles["11"].shade, tiles["12"].shade) == (1, 0)


def test_thirty_eight_provinces_each_on_its_own_tile_and_on_the_map():
    assert len({code for code, *_ in PROVINCES}) == 38
    assert len({(column, row) for *_, column, row in PROVINCES}) == 38
    features = json.loads((STATIC / "map" / "provinces.json").read_text())["features"]
    assert {feature["properties"]["code"] for feature in features} == {code for code, *_ in PROVINCES}


def test_a_kanwil_of_several_provinces_shows_on_each():
    assert by_province({"94": 7, "11": 2}) == {
        "91": 7,
        "93": 7,
        "94": 7,
        "95": 7,
        "11": 2,
    }


def test_vendored_files_are_as_the_manifest_says():
    vendor = STATIC / "vendor"
    manifest = json.loads((vendor / "manifest.json").read_text())["files"]
    found = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == manifest


def test_every_icon_of_the_navigation_exists():
    for item in nav.NAV:
        assert "<svg" in Template("{% icon name %}").render(Context({"name": item.icon}))


def test_nobody_sees_an_entry_without_its_right(rf):
    request = rf.get("/")
    assert nav.navigation(request)["nav_items"] == []
    assert nav.navigation(request)["viewer"] is None
