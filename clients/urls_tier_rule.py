"""Addresses of the tier rule's administration; clients/urls.py adds them to the room's."""

from django.urls import path

from clients.views import tier_rule, tier_rule_draft, tier_rule_publish, tier_run

tier_rule_patterns = [
    path("aturan-intensitas/", tier_rule.tier_rule_list, name="tier_rule_list"),
    path("aturan-intensitas/skema/", tier_rule.tier_rule_schema, name="tier_rule_schema"),
    path("aturan-intensitas/impor/", tier_rule_draft.tier_rule_import, name="tier_rule_import"),
    path("aturan-intensitas/<int:pk>/", tier_rule.tier_rule_detail, name="tier_rule_detail"),
    path("aturan-intensitas/<int:pk>/berkas/", tier_rule.tier_rule_export, name="tier_rule_export"),
    path("aturan-intensitas/<int:pk>/salin/", tier_rule_draft.tier_rule_copy, name="tier_rule_copy"),
    path("aturan-intensitas/<int:pk>/ubah/", tier_rule_draft.tier_rule_edit, name="tier_rule_edit"),
    path("aturan-intensitas/<int:pk>/teks/", tier_rule_draft.tier_rule_text, name="tier_rule_text"),
    path("aturan-intensitas/<int:pk>/buang/", tier_rule_draft.tier_rule_drop, name="tier_rule_drop"),
    path("aturan-intensitas/<int:pk>/terbitkan/", tier_rule_publish.tier_rule_publish, name="tier_rule_publish"),
    path("aturan-intensitas/<int:pk>/akhiri/", tier_rule_publish.tier_rule_retire, name="tier_rule_retire"),
    path("aturan-intensitas/<int:pk>/tarik/", tier_rule_publish.tier_rule_withdraw, name="tier_rule_withdraw"),
    path("aturan-intensitas/<int:pk>/uji/", tier_run.tier_run, name="tier_run"),
    path("aturan-intensitas/<int:pk>/uji/kemajuan/", tier_run.tier_run_progress, name="tier_run_progress"),
    path("aturan-intensitas/<int:pk>/uji/perubahan.csv", tier_run.tier_run_download, name="tier_run_download"),
    path("aturan-intensitas/<int:pk>/hitung-ulang/", tier_run.tier_recompute_all, name="tier_recompute_all"),
]
