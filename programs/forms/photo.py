"""Photos of an activity: the files, and who is on them."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices import PhotoPeople
from programs.models import ActivityPhoto


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Files of one input; cleans to a list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) and data else [data or None]
        clean_one = super().clean
        return [clean_one(file, initial) for file in files]


class PhotoPeopleForm(forms.Form):
    """Who is on a photo; `persons`: (participation, words) of the list."""

    people = forms.ChoiceField(
        label=_("Siapa yang tampak"),
        choices=PhotoPeople.choices,
        initial=PhotoPeople.UNKNOWN,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Di luar kantor hanya tampak foto tanpa anak yang semua orangnya setuju ikut."),
    )
    persons = forms.MultipleChoiceField(label=_("Peserta di foto"), required=False, widget=forms.CheckboxSelectMultiple)
    shows_child = forms.BooleanField(
        label=_("Tampak anak"),
        required=False,
        help_text=_("Foto yang menampakkan anak hanya terlihat oleh petugas kantor ini."),
    )

    def __init__(self, *args: Any, persons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["persons"]).choices = persons
        if not persons:
            del self.fields["persons"]
            field = cast(forms.ChoiceField, self.fields["people"])
            field.choices = [one for one in PhotoPeople.choices if one[0] != PhotoPeople.LISTED]

    @staticmethod
    def initial_of(photo: ActivityPhoto) -> dict[str, Any]:
        chosen = photo.persons.filter(removed_at=None).values_list("participation_id", flat=True)
        return {"people": photo.people, "shows_child": photo.shows_child, "persons": [str(pk) for pk in chosen]}

    def clean_people(self) -> str:
        """Nothing said is "not known"."""
        return self.cleaned_data["people"] or PhotoPeople.UNKNOWN

    def person_ids(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data.get("persons", [])]

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        names = ("people", "shows_child")
        return {name: self.cleaned_data[name] for name in names} | {"person_ids": self.person_ids()}


class PhotoForm(PhotoPeopleForm):
    images = SeveralFilesField(
        label=_("Foto"),
        widget=SeveralFiles(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG, atau WebP, paling besar 8 MB. Data lokasi dan kamera dihapus."),
    )
    caption = forms.CharField(label=_("Keterangan"), required=False, max_length=150)
