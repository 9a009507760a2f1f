"""Signed out goes to sign in; HTMX is told to; a domain error becomes a page."""

import pytest
from django.test import Client as Browser
from django.urls import reverse


@pytest.mark.django_db
def test_signed_out_goes_to_sign_in_and_comes_back():
    answer = Browser().get("/pekerjaan/00000000-0000-0000-0000-000000000000/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("accounts:sign_in"))
    assert "next=" in answer.url


@pytest.mark.django_db
def test_htmx_signed_out_is_sent_there_too():
    answer = Browser().get(reverse("accounts:home"), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith(reverse("accounts:sign_in"))


@pytest.mark.django_db
def test_htmx_comes_back_to_the_page_it_stood_on():
    part, page = reverse("accounts:home"), "http://testserver/klien/bimbingan/1/asesmen/RRI/"
    answer = Browser().post(part, headers={"HX-Request": "true", "HX-Current-URL": page})
    assert answer.headers["HX-Redirect"].endswith("?next=/klien/bimbingan/1/asesmen/RRI/")
    elsewhere = Browser().post(part, headers={"HX-Request": "true", "HX-Current-URL": "https://lain.example/x"})
    assert elsewhere.headers["HX-Redirect"].endswith(f"?next={part}")


@pytest.mark.django_db
def test_a_job_is_shown_to_its_owner_only(pk, other_pk, signed_in):
    from bapas_portal.core.jobs import start_job

    job = start_job(task="core.resend_waiting_jobs", owner_id=pk.pk, params={})
    address = reverse("core:job", args=[job.pk])
    assert signed_in(pk).get(address).status_code == 200
    assert signed_in(other_pk).get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("cookie", "language"), [(None, "id"), ("en", "en"), ("xx", "id")])
def test_the_language_is_the_readers_choice_not_the_pcs(cookie, language):
    browser = Browser(headers={"Accept-Language": "en-US,en;q=0.9"})
    if cookie:
        browser.cookies["django_language"] = cookie
    assert browser.get(reverse("accounts:sign_in")).headers["Content-Language"] == language
