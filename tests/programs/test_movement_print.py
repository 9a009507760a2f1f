"""The printed report of an activity: counts and photos, no name, no child's photo."""

import io

import pytest
from pypdf import PdfReader

from programs.actions.photo import add_photo
from programs.files.activity_report import report_of
from tests.factories import make_guidance
from tests.factories.programs import jpeg, make_activity, make_participation
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


def test_the_report_names_nobody_and_shows_no_child(bapas, pk, kanwil_staff, other_pk, scoped, signed_in, client):
    activity = make_activity(bapas, pk, narrative="Bersih bersama warga.")
    for child, name in ((True, "Rahasiawan Anak"), (False, "Budi Teladan")):
        make_participation(activity, make_guidance(office=bapas, officer=pk, child=child, name=name))
    activity.outputs.create(value=12, unit="KG", by=pk)
    for colour, shows in (("teal", False), ("navy", True)):
        add_photo(
            activity_id=activity.pk,
            data=jpeg(size=(800, 600), colour=colour),
            shows_child=shows,
            people="UNKNOWN" if shows else "NOBODY",
            by=pk,
            scope=scoped(pk, "programs.write_activity"),
        )
    page = url("activity_report", activity.pk)
    answer = signed_in(pk).get(page)
    assert answer.status_code == 200
    reader = PdfReader(io.BytesIO(answer.content))
    text = "".join(sheet.extract_text() for sheet in reader.pages)
    assert "kg sampah" in text and "Rahasiawan" not in text and "Teladan" not in text
    assert sum(len(sheet.images) for sheet in reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(report_of(activity, by="x", at=activity.recorded_at)["photos"]) == 1
    assert signed_in(kanwil_staff).get(page).status_code == 404
    assert signed_in(other_pk).get(page).status_code == 404
    assert client.get(page).status_code == 302
