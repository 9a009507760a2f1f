"""Addresses of programmes, enrolments, sessions and certificates of guidance."""

from django.urls import path

from programs.views import enrolment, partner_programmes, programme, programme_certificate, session, session_group

guiding_patterns = [
    path("program/", programme.programme_list, name="programme_list"),
    path("program/baru/", programme.programme_new, name="programme_new"),
    path("program/mitra/<int:pk>/", partner_programmes.partner_programmes, name="partner_programmes"),
    path("program/<int:pk>/", programme.programme_detail, name="programme_detail"),
    path("program/<int:pk>/ubah/", programme.programme_edit, name="programme_edit"),
    path("program/<int:pk>/status/", programme.programme_move, name="programme_move"),
    path("program/<int:pk>/daftarkan/", enrolment.programme_enrol, name="programme_enrol"),
    path("program/<int:pk>/pertemuan/", session_group.programme_session, name="programme_session"),
    path("peserta/<int:pk>/naikkan/", enrolment.enrolment_admit, name="enrolment_admit"),
    path("peserta/<int:pk>/hasil/", enrolment.enrolment_end, name="enrolment_end"),
    path("peserta/<int:pk>/sertifikat/", programme_certificate.certificate_issue, name="certificate_issue"),
    path("sertifikat/<int:pk>/", programme_certificate.certificate_file, name="certificate_file"),
    path("sertifikat/<int:pk>/batalkan/", programme_certificate.certificate_void, name="certificate_void"),
    path("pertemuan/", session.session_today, name="session_today"),
    path("pertemuan/kelompok/", session_group.group_new, name="group_new"),
    path("pertemuan/<int:pk>/", session_group.session_sheet, name="session_sheet"),
    path("pertemuan/<int:pk>/peserta/", session_group.session_list_more, name="session_list_more"),
    path("pertemuan/<int:pk>/batalkan/", session.session_cancel, name="session_cancel"),
    path("bimbingan/<int:guidance_pk>/", session.guiding_detail, name="guiding_detail"),
    path("bimbingan/<int:guidance_pk>/baru/", session.session_new, name="session_new"),
]
