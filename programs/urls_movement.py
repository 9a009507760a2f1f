"""Addresses of the calendar of Klien Bapas Peduli, of proposals, of the list of the day and of feeds."""

from django.urls import path

from programs.views import activity_part, activity_print, calendar, day_list, feed, proposal

movement_patterns = [
    path("kegiatan/<int:pk>/usulkan/", proposal.activity_propose, name="activity_propose"),
    path("kegiatan/<int:pk>/usulan/putuskan/", proposal.proposal_decide, name="proposal_decide"),
    path("kegiatan/<int:pk>/daftar-hadir/", day_list.activity_day, name="activity_day"),
    path("kegiatan/<int:pk>/laporan/", activity_print.activity_report, name="activity_report"),
    path("kegiatan/<int:pk>/hasil/", activity_part.output_add, name="output_add"),
    path("hasil/<int:pk>/hapus/", activity_part.output_remove, name="output_remove"),
    path("kegiatan/<int:pk>/tautan/", activity_part.link_add, name="link_add"),
    path("tautan/<int:pk>/hapus/", activity_part.link_remove, name="link_remove"),
    path("kalender/", calendar.calendar_month, name="calendar_month"),
    path("kalender/langganan/", feed.feed_page, name="feed_page"),
    path("kalender/langganan/<int:pk>/cabut/", feed.feed_revoke, name="feed_revoke"),
    path("kalender/isi/<str:secret>.ics", feed.feed, name="feed"),
    path("agenda/baru/", calendar.entry_new, name="entry_new"),
    path("agenda/<int:pk>/", calendar.entry_detail, name="entry_detail"),
    path("agenda/<int:pk>/ubah/", calendar.entry_edit, name="entry_edit"),
    path("agenda/<int:pk>/batalkan/", calendar.entry_cancel, name="entry_cancel"),
]
