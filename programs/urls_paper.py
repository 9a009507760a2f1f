"""Addresses of day lists on paper: printed for a partner, typed back by its code."""

from django.urls import path

from programs.views import own_paper, paper, paper_print

paper_patterns = [
    path("mitra/kertas/", own_paper.own_papers, name="own_papers"),
    path("mitra/kertas/layanan/<int:pk>/cetak/", own_paper.own_service_print, name="own_service_print"),
    path("mitra/kertas/sesi/<int:pk>/cetak/", own_paper.own_session_print, name="own_session_print"),
    path("kertas/", paper.paper_find, name="paper_find"),
    path("kertas/layanan/<int:pk>/cetak/", paper_print.service_print, name="paper_service_print"),
    path("kertas/sesi/<int:pk>/cetak/", paper_print.session_print, name="paper_session_print"),
    path("kertas/pindaian/<int:pk>/", paper.paper_scan, name="paper_scan"),
    path("kertas/<slug:paper_code>/", paper.paper_page, name="paper"),
    path("kertas/<slug:paper_code>/pdf/", paper_print.paper_again, name="paper_again"),
    path("kertas/<slug:paper_code>/pindaian/", paper.paper_scan_add, name="paper_scan_add"),
]
