"""Addresses of plans and activities."""

from django.urls import path

from programs.views import inbox, line, plan

app_name = "programs"
urlpatterns = [
    path("rencana/", inbox.plan_inbox, name="plan_inbox"),
    path("rencana/<int:guidance_pk>/", plan.plan_detail, name="plan_detail"),
    path("rencana/<int:guidance_pk>/ajukan/", plan.plan_submit, name="plan_submit"),
    path("rencana/<int:guidance_pk>/putuskan/", plan.plan_decide, name="plan_decide"),
    path("rencana/<int:guidance_pk>/versi/<int:number>/", plan.plan_version, name="plan_version"),
    path("rencana/<int:guidance_pk>/baris/baru/", line.line_add, name="line_add"),
    path("baris/<int:pk>/ubah/", line.line_edit, name="line_edit"),
    path("baris/<int:pk>/keluarkan/", line.line_remove, name="line_remove"),
    path("baris/<int:pk>/status/", line.line_move, name="line_move"),
]
