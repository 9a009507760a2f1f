"""The gallery: each component in each state, for those who build pages. Development and demo only."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bapas_portal.core.access import public
from bapas_portal.core.ui.icons import icon_markup
from bapas_portal.core.ui.tilemap import PROVINCES

LONG_NAME = "Raden Mas Suryaningrat Wirakusumah Prawiradilaga bin Haji Abdurrahman Kartanegara Sastrawinata"
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


class SampleForm(forms.Form):
    """One field of each kind that the portal's forms use."""

    name = forms.CharField(label="Nama lengkap", help_text="Seperti pada putusan.")
    kind = forms.ChoiceField(label="Jenis bimbingan", choices=[("", "Pilih"), ("PB", "Pembebasan bersyarat")])
    begun_on = forms.DateField(label="Mulai", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Catatan", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label="Klien menyetujui asesmen ini")
    sex = forms.ChoiceField(
        label="Jenis kelamin",
        choices=[("F", "Perempuan"), ("M", "Laki-laki")],
        widget=forms.RadioSelect,
    )


class SampleFilter(forms.Form):
    """A filter of three fields, one with search."""

    month = forms.ChoiceField(label="Bulan", choices=[("2026-11", "November 2026")], required=False)
    office = forms.ChoiceField(
        label="Kantor",
        choices=[
            ("", "Semua kantor"),
            ("1", "Bapas Kelas I Contoh"),
            ("2", "Bapas Kelas II Teladan"),
        ],
        widget=forms.Select(attrs={"data-tomselect": ""}),
        required=False,
    )
    words = forms.CharField(label="Cari nama", required=False)


def _bands(*highs: int) -> list[dict[str, Any]]:
    lows = [0, *(high + 1 for high in highs[:-1])]
    codes = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
    return [{"category": code, "low": low, "high": high} for code, low, high in zip(codes, lows, highs, strict=False)]


# Kriminogenik 02/2021, cut-offs per factor.
FACTORS: list[dict[str, Any]] = [
    {
        "code": "F2",
        "label": "Pendidikan dan pekerjaan",
        "score": 9,
        "maximum": 10,
        "category": "VERY_HIGH",
        "bands": _bands(2, 6, 8, 10),
    },
    {
        "code": "F3",
        "label": "Alkohol dan narkoba",
        "score": 5,
        "maximum": 6,
        "category": "HIGH",
        "bands": _bands(1, 4, 5, 6),
    },
    {
        "code": "F6",
        "label": "Keuangan",
        "score": 1,
        "maximum": 2,
        "category": "MEDIUM",
        "bands": _bands(0, 1, 2),
    },
    {
        "code": "F1",
        "label": "Keluarga dan perkawinan",
        "score": 0,
        "maximum": 6,
        "category": "LOW",
        "bands": _bands(1, 3, 5, 6),
    },
]

TREND = {
    "category_label": "Bulan",
    "categories": ["Jul", "Agu", "Sep", "Okt", "Nov"],
    "series": [
        {"name": "Klien masuk", "data": [120, 133, 128, None, 151]},
        {"name": "Klien keluar", "data": [98, 101, 140, 117, 109]},
    ],
}
RISK_BY_OFFICE = {
    "category_label": "Kantor",
    "categories": ["Bapas Contoh", "Bapas Teladan", "Bapas Percontohan"],
    "series": [
        {"name": "Rendah", "tone": "LOW", "data": [210, 180, 95]},
        {"name": "Sedang", "tone": "MEDIUM", "data": [160, 120, 80]},
        {"name": "Tinggi", "tone": "HIGH", "data": [60, 44, 31]},
        {"name": "Sangat tinggi", "tone": "VERY_HIGH", "data": [12, 9, 4]},
    ],
}
RADAR = {
    "category_label": "Faktor",
    "categories": ["Keluarga", "Kerja", "Zat", "Teman", "Waktu", "Uang", "Sikap"],
    "maximums": [6, 10, 6, 5, 2, 2, 7],
    "series": [{"name": "Asesmen ini", "data": [2, 9, 5, 3, 1, 1, 4]}],
}
SLOPE: dict[str, Any] = {
    "categories": ["3 Mei 2025", "7 Mei 2026"],
    "series": [{"name": "Skor total", "data": [24, 15]}],
    "maximum": 38,
    "bands": [{"label": band["category"], "tone": band["category"], **band} for band in _bands(10, 22, 29, 38)],
}
DUMBBELL: dict[str, Any] = {
    "category_label": "Faktor",
    "categories": RADAR["categories"],
    "series": [
        {"name": "3 Mei 2025", "data": [67, 90, 83, 60, 50, 50, 57]},
        {"name": "7 Mei 2026", "data": [33, 40, 83, 40, 0, 50, 71]},
    ],
    "maximum": 100,
}
EMPTY_CHART: dict[str, Any] = {
    "category_label": "Bulan",
    "categories": [],
    "series": [{"name": "Klien", "data": []}],
}

EVENTS = [
    {
        "when": NOW,
        "title": "Rencana aksi disetujui",
        "who": "Kasubsi BKD",
        "tone": "success",
    },
    {
        "when": NOW,
        "title": "Asesmen dicatat",
        "who": LONG_NAME,
        "icon": "clipboard-check",
        "tone": "info",
        "text": "RRI 02/2021: sedang",
    },
]


def _jobs() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(state="QUEUED", percent=None, message=""),
        SimpleNamespace(state="RUNNING", percent=42, message="Menghitung Kanwil ke-14 dari 33"),
        SimpleNamespace(state="DONE", percent=100, message=""),
        SimpleNamespace(
            state="FAILED",
            percent=60,
            message="Jumlah bangsa tidak sama dengan jumlah Kanwil",
        ),
    ]


def gallery_context() -> dict[str, Any]:
    """Sample data of every component; all people are made up."""
    values = {code: None if code == "96" else place * 37 for place, (code, *_) in enumerate(PROVINCES)}
    regions = [{"code": code, "name": name, "value": values[code]} for code, name, *_ in PROVINCES]
    return {
        "long_name": LONG_NAME,
        "now": NOW,
        "icons": sorted(icon_markup()),
        "risks": ["LOW", "MEDIUM", "HIGH", "VERY_HIGH", ""],
        "states": ["DRAFT", "SUBMITTED", "APPROVED", "RETURNED", "REJECTED"],
        "empty_form": SampleForm(),
        "wrong_form": SampleForm({"name": "", "kind": "XX", "begun_on": "kemarin", "note": "Tetap ada"}),
        "filter_form": SampleFilter(),
        "factors": FACTORS,
        "trend": TREND,
        "risk_by_office": RISK_BY_OFFICE,
        "radar": RADAR,
        "slope": SLOPE,
        "dumbbell": DUMBBELL,
        "empty_chart": EMPTY_CHART,
        "province_values": values,
        "provinces": {
            "category_label": "Provinsi",
            "name": "Klien",
            "regions": regions,
        },
        "events": EVENTS,
        "jobs": _jobs(),
        "step_labels": ["Data klien", "Perkara", "Penjamin", "Periksa"],
    }


@require_safe
@public
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the gallery; 404 outside development and demo."""
    if settings.IS_PRODUCTION and not settings.DEMO_MODE:
        raise Http404
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)  # sample progress bars ask again; there is nothing new
    return render(request, "core/gallery.html", gallery_context())
