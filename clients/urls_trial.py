"""Addresses of trials of a draft instrument; clients/urls.py adds them to the room's."""

from django.urls import path

from clients.views import trial

trial_patterns = [
    path("instrumen/<int:pk>/uji/", trial.instrument_trial, name="instrument_trial"),
    path("instrumen/<int:pk>/uji/kemajuan/", trial.trial_progress, name="trial_progress"),
    path("instrumen/<int:pk>/uji/perubahan.csv", trial.trial_download, name="trial_download"),
]
