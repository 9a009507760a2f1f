"""Addresses around a plan: the client's answer, reviews, what is due, the printed plan."""

from django.urls import path

from programs.views import plan_answer

plan_review_patterns = [
    path("rencana/<int:guidance_pk>/versi/<int:number>/klien/", plan_answer.plan_answer, name="plan_answer"),
    path("jawaban/<int:pk>/bukti/", plan_answer.plan_answer_proof, name="plan_answer_proof"),
]
