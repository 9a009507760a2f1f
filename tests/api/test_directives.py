"""Directives over the API: what is published, and confirmations only of offices in reach."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bapas_portal.accounts.choices import RoleCode
from tests.factories import make_user
from tests.factories.directive import make_directive, make_draft, make_reading, make_target, publish

pytestmark = pytest.mark.django_db
DIRECTIVES, READINGS = "/api/v1/directives/", "/api/v1/directive-readings/"


def test_the_newest_published_version_and_no_draft(directorate, pk, calling):
    draft = make_draft(directorate)
    make_target(draft)
    first = publish(draft, directorate)
    second = publish(make_draft(directorate, directive=first.directive, version=2, title="Lebih baru"), directorate)
    hidden = make_draft(directorate)
    said = calling(pk).get(DIRECTIVES).json()["results"]
    assert [(row["id"], row["version"], row["title"]) for row in said] == [(first.directive_id, 2, "Lebih baru")]
    one = calling(pk).get(f"{DIRECTIVES}{second.directive_id}/").json()
    assert (one["digest"], one["targets"], one["withdrawn_at"]) == (second.digest, [], None)
    assert calling(pk).get(f"{DIRECTIVES}{hidden.directive_id}/").status_code == 404


def test_filters_and_who_may_not(directorate, pk, nation, calling):
    made = make_directive(directorate, kind="DEFINISI")
    caller = calling(pk)
    assert len(caller.get(DIRECTIVES, {"kind": "DEFINISI", "withdrawn": "false"}).json()["results"]) == 1
    assert caller.get(DIRECTIVES, {"withdrawn": "true"}).json()["results"] == []
    assert caller.get(DIRECTIVES, {"entah": "1"}).status_code == 400
    assert caller.post(DIRECTIVES, {}).status_code == 405
    admin = calling(make_user(RoleCode.ADMIN, nation))
    assert [admin.get(path).status_code for path in (DIRECTIVES, f"{DIRECTIVES}{made.directive_id}/", READINGS)] == [
        403,
        403,
        403,
    ]


def test_confirmations_by_name_only_in_reach(directorate, bapas, other_bapas, head, pk, kanwil_staff, calling):
    version = make_directive(directorate)
    own = make_reading(version, bapas, head)
    make_reading(version, other_bapas, make_user(RoleCode.HEAD, other_bapas))
    for user in (pk, head, kanwil_staff):
        said = calling(user).get(READINGS).json()["results"]
        assert [(row["id"], row["office"]["id"], row["by"]["name"]) for row in said] == [(own.pk, bapas.pk, head.name)]
    everyone = calling(directorate).get(READINGS, {"directive": version.directive_id}).json()["results"]
    assert len(everyone) == 2


def test_queries_do_not_grow_with_rows(directorate, calling):
    counts = []
    caller = calling(directorate)
    for _ in range(2):
        for _ in range(3):
            draft = make_draft(directorate)
            make_target(draft)
            publish(draft, directorate)
        with CaptureQueriesContext(connection) as queries:
            assert caller.get(DIRECTIVES).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
