"""Addresses of the client register; those of assessments and needs come from urls_assessment."""

from django.urls import path

from clients.urls_assessment import assessment_patterns
from clients.urls_draft import draft_patterns
from clients.urls_draft_pages import draft_page_patterns
from clients.urls_instrument import instrument_patterns
from clients.urls_judgement import judgement_patterns
from clients.urls_over_time import over_time_patterns
from clients.urls_result import result_patterns
from clients.urls_second_rating import second_rating_patterns
from clients.urls_tier import tier_patterns
from clients.urls_tier_rule import tier_rule_patterns
from clients.urls_trial import trial_patterns
from clients.urls_workload import workload_patterns
from clients.views import caseload, guidance, person, regions, register

app_name = "clients"
urlpatterns = [
    path("", caseload.caseload_list, name="caseload"),
    path("daftar/", register.register, name="register"),
    path("daftar/mirip/", register.register_similar, name="register_similar"),
    path("daftar/dasar/", register.register_ground, name="register_ground"),
    path("wilayah/", regions.region_search, name="region_search"),
    path("<int:pk>/", person.client_detail, name="client_detail"),
    path("bimbingan/<int:pk>/", guidance.guidance_detail, name="guidance_detail"),
    path("bimbingan/<int:pk>/perbaiki/", guidance.guidance_correct, name="guidance_correct"),
    path("bimbingan/<int:pk>/pk/", guidance.officer_assign, name="officer_assign"),
    path("bimbingan/<int:pk>/tutup/", guidance.guidance_close, name="guidance_close"),
    path("bimbingan/<int:pk>/orang/", person.person_correct, name="person_correct"),
    path("bimbingan/<int:pk>/alamat/", person.residence_move, name="residence_move"),
    path("bimbingan/<int:pk>/penjamin/", person.guarantor_change, name="guarantor_change"),
    path("bimbingan/<int:pk>/perkara/", person.case_correct, name="case_correct"),
]
urlpatterns += assessment_patterns
urlpatterns += over_time_patterns
urlpatterns += draft_patterns
urlpatterns += trial_patterns
urlpatterns += second_rating_patterns
urlpatterns += instrument_patterns
urlpatterns += tier_patterns
urlpatterns += result_patterns
urlpatterns += judgement_patterns
urlpatterns += tier_rule_patterns
urlpatterns += workload_patterns
urlpatterns += draft_page_patterns
