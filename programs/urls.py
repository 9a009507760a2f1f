"""Addresses of plans and activities."""

from django.urls import path

from programs.urls_catalogue import catalogue_patterns
from programs.urls_directive import directive_patterns
from programs.urls_guiding import guiding_patterns
from programs.urls_movement import movement_patterns
from programs.urls_paper import paper_patterns
from programs.urls_plan_parts import plan_part_patterns
from programs.urls_plan_review import plan_review_patterns
from programs.urls_schedule import schedule_patterns
from programs.urls_service import service_patterns
from programs.urls_service_day import service_day_patterns
from programs.urls_site import site_patterns
from programs.views import activity, carry, inbox, line, missing, participant, photo, plan, plan_history

app_name = "programs"
urlpatterns = [
    path("rencana/", inbox.plan_inbox, name="plan_inbox"),
    path("rencana/<int:guidance_pk>/", plan.plan_detail, name="plan_detail"),
    path("rencana/<int:guidance_pk>/ajukan/", plan.plan_submit, name="plan_submit"),
    path("rencana/<int:guidance_pk>/putuskan/", plan.plan_decide, name="plan_decide"),
    path("rencana/<int:guidance_pk>/versi/<int:number>/", plan.plan_version, name="plan_version"),
    path("rencana/<int:guidance_pk>/baris/baru/", line.line_add, name="line_add"),
    path("rencana/<int:guidance_pk>/ambil/", carry.plan_carry, name="plan_carry"),
    path("rencana/<int:guidance_pk>/riwayat/", plan_history.plan_history, name="plan_history"),
    path("baris/<int:pk>/ubah/", line.line_edit, name="line_edit"),
    path("baris/<int:pk>/keluarkan/", line.line_remove, name="line_remove"),
    path("baris/<int:pk>/status/", line.line_move, name="line_move"),
    path("kegiatan/", activity.activity_list, name="activity_list"),
    path("kegiatan/baru/", activity.activity_new, name="activity_new"),
    path("kegiatan/belum/", missing.activity_missing, name="activity_missing"),
    path("kegiatan/<int:pk>/", activity.activity_detail, name="activity_detail"),
    path("kegiatan/<int:pk>/ubah/", activity.activity_edit, name="activity_edit"),
    path("kegiatan/<int:pk>/ajukan/", activity.activity_submit, name="activity_submit"),
    path("kegiatan/<int:pk>/putuskan/", activity.activity_decide, name="activity_decide"),
    path("kegiatan/<int:pk>/peserta/", participant.activity_participants, name="activity_participants"),
    path(
        "kegiatan/<int:pk>/peserta/<int:participation_pk>/keluarkan/",
        participant.participant_remove,
        name="participant_remove",
    ),
    path("kegiatan/<int:pk>/foto/", photo.photo_add, name="photo_add"),
    path("foto/<int:pk>/", photo.photo, name="photo"),
    path("foto/<int:pk>/orang/", photo.photo_people, name="photo_people"),
    path("foto/<int:pk>/hapus/", photo.photo_remove, name="photo_remove"),
]
urlpatterns += movement_patterns
urlpatterns += service_day_patterns + service_patterns + schedule_patterns
urlpatterns += site_patterns
urlpatterns += guiding_patterns
urlpatterns += plan_part_patterns
urlpatterns += directive_patterns
urlpatterns += plan_review_patterns
urlpatterns += catalogue_patterns + paper_patterns
