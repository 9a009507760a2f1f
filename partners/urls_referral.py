"""Addresses of referrals, as the client's side sees them."""

from django.urls import path

from partners.views import referral, referral_act

referral_patterns = [
    path("rujukan/", referral.referral_list, name="referral_list"),
    path("rujukan/<int:pk>/", referral.referral_detail, name="referral_detail"),
    path("rujukan/<int:pk>/ubah/", referral_act.referral_edit, name="referral_edit"),
    path("rujukan/<int:pk>/kirim/", referral_act.referral_send, name="referral_send"),
    path("rujukan/<int:pk>/alihkan/", referral_act.referral_reroute, name="referral_reroute"),
    path("rujukan/<int:pk>/langkah/<slug:step>/", referral_act.referral_step, name="referral_step"),
    path("rujukan/<int:pk>/pertemuan/", referral_act.referral_session, name="referral_session"),
    path("rujukan/<int:pk>/laporan/", referral_act.referral_report, name="referral_report"),
    path("rujukan/<int:pk>/tinjau/", referral_act.referral_review, name="referral_review"),
    path("klien/<int:guidance_pk>/rujukan/", referral.client_referrals, name="client_referrals"),
    path("klien/<int:guidance_pk>/rujukan/baru/", referral_act.referral_new, name="referral_new"),
]
