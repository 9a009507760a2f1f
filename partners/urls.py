"""Addresses of the partner directory."""

from django.urls import path

from partners.urls_agreement import agreement_patterns
from partners.urls_directory import directory_patterns
from partners.urls_referral import referral_patterns
from partners.views import organisation, site, site_part, worker

app_name = "partners"
urlpatterns = [
    path("", organisation.organisation_list, name="organisation_list"),
    path("baru/", organisation.organisation_new, name="organisation_new"),
    path("tempat-kerja/", site.site_list, name="site_list"),
    path("tempat-kerja/<int:pk>/", site.site_detail, name="site_detail"),
    path("tempat-kerja/<int:pk>/ubah/", site.site_edit, name="site_edit"),
    path("tempat-kerja/<int:pk>/buka-lagi/", site_part.site_reopen, name="site_reopen"),
    path("tempat-kerja/<int:pk>/jam/", site_part.slot_open, name="slot_open"),
    path("tempat-kerja/<int:pk>/periksa/", site_part.check_add, name="check_add"),
    path("<int:pk>/tempat-kerja/baru/", site.site_new, name="site_new"),
    path("<int:pk>/", organisation.organisation_detail, name="organisation_detail"),
    path("<int:pk>/ubah/", organisation.organisation_edit, name="organisation_edit"),
    *agreement_patterns,
    *directory_patterns,
    *referral_patterns,
    path("<int:pk>/petugas/", worker.worker_list, name="worker_list"),
    path("<int:pk>/petugas/undang/", worker.worker_invite, name="worker_invite"),
    path("petugas/<int:pk>/undang-lagi/", worker.worker_again, name="worker_again"),
    path("petugas/<int:pk>/tarik-undangan/", worker.worker_withdraw, name="worker_withdraw"),
    path("petugas/<int:pk>/akhiri/", worker.worker_end, name="worker_end"),
    path("undangan/<str:secret>/", worker.invitation, name="invitation"),
]
