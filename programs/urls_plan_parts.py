"""Addresses of what a plan's line holds."""

from django.urls import path

from programs.views import indicator, plan_referral, step

plan_part_patterns = [
    path("baris/<int:pk>/langkah/baru/", step.step_add, name="step_add"),
    path("langkah/<int:pk>/ubah/", step.step_edit, name="step_edit"),
    path("langkah/<int:pk>/keluarkan/", step.step_remove, name="step_remove"),
    path("langkah/<int:pk>/status/", step.step_move, name="step_move"),
    path("langkah/<int:pk>/rujuk/", plan_referral.step_refer, name="step_refer"),
    path("baris/<int:pk>/pengukuran/", indicator.line_readings, name="line_readings"),
    path("baris/<int:pk>/pengukuran/catat/", indicator.reading_take, name="reading_take"),
    path("pengukuran/<int:pk>/betulkan/", indicator.reading_correct, name="reading_correct"),
]
