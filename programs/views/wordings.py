"""Two wordings of a list of the day: what the reader ticked, and what somebody else saved meanwhile."""

from programs.forms.day_list import DayListForm


def others_wording(form: DayListForm) -> list[dict[str, str]]:
    """Each row where the stored list says otherwise than the form, with both in words; also rows taken off."""
    found = []
    for row in form.rows():
        for field in (row.agreed, row.guardian, row.present):
            if field is None:
                continue
            typed, stored = str(field.value() or ""), str(field.field.initial or "")
            if typed != stored:
                words = dict(getattr(field.field, "choices", ()))
                found.append(
                    {
                        "who": row.person.name,
                        "label": str(field.label),
                        "typed": str(words.get(typed, typed)),
                        "stored": str(words.get(stored, stored)),
                    }
                )
    return found
