"""Addresses of directives, their targets, confirmations and questions."""

from django.urls import path

from programs.views import directive, directive_draft, directive_question, directive_watch

directive_patterns = [
    path("arahan/", directive.directive_list, name="directive_list"),
    path("arahan/baru/", directive_draft.directive_new, name="directive_new"),
    path("arahan/konfirmasi/", directive_watch.directive_watch, name="directive_watch"),
    path("arahan/pertanyaan/", directive_question.question_list, name="question_list"),
    path("arahan/<int:pk>/", directive.directive_detail, name="directive_detail"),
    path("arahan/<int:pk>/versi/<int:number>/", directive.directive_version, name="directive_version"),
    path("arahan/<int:pk>/capaian/", directive_watch.directive_progress, name="directive_progress"),
    path("arahan/<int:pk>/konfirmasi/", directive.directive_confirm, name="directive_confirm"),
    path("arahan/<int:pk>/versi-baru/", directive_draft.directive_revise, name="directive_revise"),
    path("arahan/<int:pk>/rancangan/", directive_draft.directive_draft, name="directive_draft"),
    path("arahan/<int:pk>/rancangan/ubah/", directive_draft.directive_edit, name="directive_edit"),
    path("arahan/<int:pk>/rancangan/berkas/", directive_draft.file_add, name="directive_file_add"),
    path("arahan/<int:pk>/rancangan/target/", directive_draft.target_new, name="target_new"),
    path("arahan/<int:pk>/terbitkan/", directive_draft.directive_publish, name="directive_publish"),
    path("arahan/<int:pk>/tarik/", directive_draft.directive_withdraw, name="directive_withdraw"),
    path("arahan/<int:pk>/tanya/", directive_question.question_ask, name="question_ask"),
    path("berkas-arahan/<int:pk>/", directive.directive_file, name="directive_file"),
    path("berkas-arahan/<int:pk>/keluarkan/", directive_draft.file_remove, name="directive_file_remove"),
    path("target/<int:pk>/keluarkan/", directive_draft.target_remove, name="target_remove"),
    path("pertanyaan/<int:pk>/jawab/", directive_question.question_answer, name="question_answer"),
    path("pertanyaan/<int:pk>/betulkan/", directive_question.question_correct, name="question_correct"),
]
