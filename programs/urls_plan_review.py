"""Addresses around a plan: the client's answer, reviews, what is due, the printed plan."""

from django.urls import path

from programs.views import plan_answer, plan_print, plan_review

plan_review_patterns = [
    path("rencana/tinjauan/", plan_review.plan_review_list, name="plan_review_list"),
    path("rencana/<int:guidance_pk>/tinjauan/", plan_review.plan_review, name="plan_review"),
    path("rencana/<int:guidance_pk>/versi/<int:number>/klien/", plan_answer.plan_answer, name="plan_answer"),
    path("rencana/<int:guidance_pk>/cetak/", plan_print.plan_print, name="plan_print"),
    path("rencana/<int:guidance_pk>/versi/<int:number>/cetak/", plan_print.plan_print, name="plan_version_print"),
    path("jawaban/<int:pk>/bukti/", plan_answer.plan_answer_proof, name="plan_answer_proof"),
]
