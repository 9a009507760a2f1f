"""Addresses of overrides and reviews, and of the inbox of both."""

from django.urls import path

from clients.views import judgement, judgement_inbox

judgement_patterns = [
    path("tinjauan/", judgement_inbox.judgement_inbox, name="judgement_inbox"),
    path("asesmen/<int:pk>/penyesuaian/", judgement.override_ask, name="override_ask"),
    path("asesmen/<int:pk>/penyesuaian/<int:override_pk>/putus/", judgement.override_decide, name="override_decide"),
    path(
        "asesmen/<int:pk>/penyesuaian/<int:override_pk>/tarik/", judgement.override_withdraw, name="override_withdraw"
    ),
    path("asesmen/<int:pk>/tinjauan/minta/", judgement.review_ask, name="review_ask"),
    path("asesmen/<int:pk>/tinjauan/<int:review_pk>/beri/", judgement.review_give, name="review_give"),
]
