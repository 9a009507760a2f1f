"""Addresses of second ratings; clients/urls.py adds them to the room's."""

from django.urls import path

from clients.views import second_rating, second_rating_form

second_rating_patterns = [
    path("penilaian-kedua/", second_rating.second_rating_list, name="second_rating_list"),
    path("asesmen/<int:pk>/penilaian-kedua/", second_rating.second_rating_ask, name="second_rating_ask"),
    path("penilaian-kedua/<int:pk>/", second_rating.second_rating_detail, name="second_rating_detail"),
    path("penilaian-kedua/<int:pk>/batal/", second_rating.second_rating_cancel, name="second_rating_cancel"),
    path("penilaian-kedua/<int:pk>/isi/", second_rating_form.second_rating_fill, name="second_rating_fill"),
    path("penilaian-kedua/<int:pk>/hitung/", second_rating_form.second_rating_score, name="second_rating_score"),
]
