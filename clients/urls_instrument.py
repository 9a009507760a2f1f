"""Addresses of the instruments; clients/urls.py adds them to the room's."""

from django.urls import path

from clients.views import instrument, instrument_draft, instrument_edit, instrument_publish

instrument_patterns = [
    path("instrumen/", instrument.instrument_list, name="instrument_list"),
    path("instrumen/skema/", instrument.instrument_schema, name="instrument_schema"),
    path("instrumen/impor/", instrument_draft.instrument_import, name="instrument_import"),
    path("instrumen/<int:pk>/", instrument.instrument_detail, name="instrument_detail"),
    path("instrumen/<int:pk>/berkas/", instrument.instrument_export, name="instrument_export"),
    path("instrumen/<int:pk>/salin/", instrument_draft.instrument_copy, name="instrument_copy"),
    path("instrumen/<int:pk>/kepala/", instrument_edit.instrument_head, name="instrument_head"),
    path("instrumen/<int:pk>/skor/", instrument_edit.instrument_total, name="instrument_total"),
    path("instrumen/<int:pk>/kriminogenik/", instrument_edit.instrument_due, name="instrument_due"),
    path("instrumen/<int:pk>/bagian-baru/", instrument_edit.instrument_part, name="instrument_part_new"),
    path("instrumen/<int:pk>/bagian/<str:part_code>/", instrument_edit.instrument_part, name="instrument_part"),
    path(
        "instrumen/<int:pk>/bagian/<str:part_code>/butir-baru/",
        instrument_edit.instrument_item_new,
        name="instrument_item_new",
    ),
    path("instrumen/<int:pk>/butir/<str:item_code>/", instrument_edit.instrument_item, name="instrument_item"),
    path("instrumen/<int:pk>/faktor-baru/", instrument_edit.instrument_factor, name="instrument_factor_new"),
    path("instrumen/<int:pk>/faktor/<str:factor_code>/", instrument_edit.instrument_factor, name="instrument_factor"),
    path("instrumen/<int:pk>/pindah/", instrument_draft.instrument_move, name="instrument_move"),
    path(
        "instrumen/<int:pk>/keluarkan/<str:kind>/<str:code>/",
        instrument_draft.instrument_remove,
        name="instrument_remove",
    ),
    path("instrumen/<int:pk>/periksa/", instrument_publish.instrument_check, name="instrument_check"),
    path("instrumen/<int:pk>/pratinjau/", instrument_publish.instrument_preview, name="instrument_preview"),
    path("instrumen/<int:pk>/terbitkan/", instrument_publish.instrument_publish, name="instrument_publish"),
    path("instrumen/<int:pk>/akhiri/", instrument_publish.instrument_retire, name="instrument_retire"),
    path("instrumen/<int:pk>/tarik/", instrument_publish.instrument_withdraw, name="instrument_withdraw"),
    path("instrumen/<int:pk>/buang/", instrument_draft.instrument_drop, name="instrument_drop"),
]
