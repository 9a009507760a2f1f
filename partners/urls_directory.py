"""Addresses of what gathers around a partner: branches and services."""

from django.urls import path

from partners.views import branch, offering, offering_search, person

directory_patterns = [
    path("<int:pk>/cabang/baru/", branch.branch_new, name="branch_new"),
    path("cabang/<int:pk>/ubah/", branch.branch_edit, name="branch_edit"),
    path("cabang/<int:pk>/tutup/", branch.branch_close, name="branch_close"),
    path("cabang/<int:pk>/buka-lagi/", branch.branch_reopen, name="branch_reopen"),
    path("<int:pk>/layanan/baru/", offering.offering_new, name="offering_new"),
    path("layanan/", offering_search.offering_list, name="offering_list"),
    path("layanan/<int:pk>/", offering.offering_detail, name="offering_detail"),
    path("layanan/<int:pk>/ubah/", offering.offering_edit, name="offering_edit"),
    path("layanan/<int:pk>/tutup/", offering.offering_close, name="offering_close"),
    path("layanan/<int:pk>/buka-lagi/", offering.offering_reopen, name="offering_reopen"),
    path("<int:pk>/orang/<slug:who>/", person.person_new, name="person_new"),
    path("orang/<int:pk>/ubah/", person.person_edit, name="person_edit"),
    path("orang/<int:pk>/akhiri/", person.person_end, name="person_end"),
]
