"""Each component, in its ordinary and its awkward states."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from bapas_portal.core.ui.icons import UnknownIcon


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


class VisitForm(forms.Form):
    place = forms.CharField(label="Tempat")

    def clean(self) -> None:
        self.add_error(None, "Kunjungan ini sudah dicatat.")


def test_an_icon_without_label_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in draw('{% icon "user" %}')


def test_an_icon_with_label_speaks():
    assert 'role="img" aria-label="Klien"' in draw('{% icon "user" "Klien" %}')


def test_an_unknown_icon_fails_instead_of_drawing_nothing():
    with pytest.raises(UnknownIcon):
        draw('{% icon "no-such-icon" %}')


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("LOW", "Rendah"),
        ("MEDIUM", "Sedang"),
        ("HIGH", "Tinggi"),
        ("VERY_HIGH", "Sangat tinggi"),
        ("", "Belum dinilai"),
        (None, "Belum dinilai"),
        ("SOMETHING", "Belum dinilai"),
    ],
)
def test_a_risk_badge_has_a_word_and_an_icon_not_only_a_colour(code, word):
    html = draw("{% risk_badge code %}", code=code)
    assert word in html
    assert "<svg" in html


def test_a_card_keeps_its_body_as_markup_and_escapes_its_title():
    html = draw("{% card title %}<p>isi</p>{% endcard %}", title="<b>A</b>")
    assert "<p>isi</p>" in html
    assert "&lt;b&gt;A&lt;/b&gt;" in html


def test_a_figure_that_is_not_known_is_not_shown_as_zero():
    html = draw('{% stat_card None "Kegiatan" %}')
    assert "tidak ada data" in html
    assert ">0<" not in html


def test_zero_and_no_are_values_in_a_definition():
    assert "Belum diisi" not in draw('{% definition "Tanggungan" 0 %}')
    assert "Tidak" in draw('{% definition "Anak" False %}')
    assert "Belum diisi" in draw('{% definition "Telepon" "" %}')


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Siti Rahma", "SR"),
        ("Budi", "B"),
        ("Raden Mas bin Ali", "RA"),
        ("", "?"),
        ("--", "?"),
    ],
)
def test_initials(name, initials):
    assert f">{initials}<" in draw("{% avatar name %}", name=name)


def test_the_error_summary_links_to_the_field_and_names_the_general_fault():
    html = draw("{% error_summary form %}", form=VisitForm({"place": ""}))
    assert 'href="#id_place"' in html
    assert "Kunjungan ini sudah dicatat." in html


def test_the_error_summary_of_a_fresh_form_is_silent():
    assert "notice" not in draw("{% error_summary form %}", form=VisitForm())


def test_a_field_shows_its_error_beside_it_and_keeps_what_was_typed():
    html = draw("{% form_field form.place %}", form=VisitForm({"place": ""}))
    assert "is-invalid" in html
    assert 'aria-invalid="true"' in html
    assert 'value="Rumah"' in draw("{% form_field form.place %}", form=VisitForm({"place": "Rumah"}))


@pytest.mark.parametrize(
    ("state", "percent", "polls", "shown"),
    [
        ("QUEUED", None, True, "belum diketahui"),
        ("RUNNING", 42, True, "42%"),
        ("RUNNING", None, True, "belum diketahui"),
        ("DONE", 10, False, "100%"),
        ("FAILED", 60, False, "Gagal"),
    ],
)
def test_progress_polls_only_while_something_can_change(state, percent, polls, shown):
    job = SimpleNamespace(state=state, percent=percent, message="")
    html = draw('{% progress job "/x/" %}', job=job)
    assert ("hx-get" in html) is polls
    assert shown in html


def test_paging_without_neighbours_has_no_links():
    assert "<a " not in draw("{% pagination %}")


def test_an_unknown_kind_of_chart_fails():
    with pytest.raises(ValueError, match="unknown chart kind"):
        draw('{% chart "pie" "c" data %}', data={})


def test_a_chart_carries_a_table_with_the_same_figures():
    data = {
        "category_label": "Bulan",
        "categories": ["Jan", "Feb"],
        "series": [{"name": "Masuk", "data": [7, None]}],
    }
    html = draw('{% chart "bar" "c" data "Klien" %}', data=data)
    assert '<th scope="row">Jan</th><td class="text-end">7</td>' in html
    assert '<th scope="row">Feb</th><td class="text-end">–</td>' in html
    assert 'id="c-data"' in html


def test_a_chart_cannot_be_broken_out_of():
    data = {"categories": ["</script><script>"], "series": [{"name": "A", "data": [1]}]}
    assert "</script><script>" not in draw('{% chart "bar" "c" data %}', data=data)


def test_no_component_carries_inline_style_or_script_handlers():
    from bapas_portal.core.views_gallery import gallery_context

    source = (
        "{% needs_bars factors %}{% tile_map province_values %}"
        "{% for job in jobs %}{% progress job '/x/' %}{% endfor %}"
    )
    html = draw(source, **gallery_context())
    assert "style=" not in html
    assert "onclick" not in html


def test_a_block_tag_left_open_is_refused():
    with pytest.raises(TemplateSyntaxError):
        Template("{% card %}")


def test_a_slope_has_a_row_for_each_line_and_a_dumbbell_for_each_category():
    sides = {"categories": ["2025", "2026"], "series": [{"name": "Skor", "data": [20, 9]}]}
    assert '<th scope="row">Skor</th><td class="text-end">20</td><td class="text-end">9</td>' in draw(
        '{% chart "slope" "s" data %}', data=sides
    )
    factors = {"categories": ["F1"], "series": [{"name": "2025", "data": [50]}, {"name": "2026", "data": [None]}]}
    assert '<th scope="row">F1</th><td class="text-end">50</td><td class="text-end">–</td>' in draw(
        '{% chart "dumbbell" "d" data %}', data=factors
    )
