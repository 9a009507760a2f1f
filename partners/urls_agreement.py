"""Addresses of agreements."""

from django.urls import path

from partners.views import agreement, agreement_act

agreement_patterns = [
    path("perjanjian/", agreement.agreement_list, name="agreement_list"),
    path("perjanjian/baru/", agreement.agreement_new, name="agreement_new"),
    path("perjanjian/<int:pk>/", agreement.agreement_detail, name="agreement_detail"),
    path("perjanjian/<int:pk>/ubah/", agreement.agreement_edit, name="agreement_edit"),
    path("perjanjian/<int:pk>/tanda-tangan/", agreement_act.agreement_sign, name="agreement_sign"),
    path("perjanjian/<int:pk>/hentikan/", agreement_act.agreement_stop, name="agreement_stop"),
    path("perjanjian/<int:pk>/perpanjang/", agreement_act.agreement_renew, name="agreement_renew"),
    path("perjanjian/<int:pk>/draf/", agreement_act.agreement_to_draft, name="agreement_to_draft"),
    path("perjanjian/<int:pk>/penjajakan/", agreement_act.agreement_to_exploring, name="agreement_to_exploring"),
    path("perjanjian/<int:pk>/pihak/", agreement_act.agreement_party, name="agreement_party"),
    path("perjanjian/pihak/<int:pk>/keluarkan/", agreement_act.agreement_party_remove, name="agreement_party_remove"),
    path("perjanjian/<int:pk>/tempat/", agreement_act.agreement_site, name="agreement_site"),
    path("perjanjian/tempat/<int:pk>/keluarkan/", agreement_act.agreement_site_remove, name="agreement_site_remove"),
    path("perjanjian/<int:pk>/berkas/", agreement_act.agreement_file_add, name="agreement_file_add"),
    path("perjanjian/berkas/<int:pk>/", agreement.agreement_file, name="agreement_file"),
    path("perjanjian/<int:pk>/diberi-tahu/", agreement_act.agreement_watchers, name="agreement_watchers"),
]
