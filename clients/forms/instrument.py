"""The forms of the instrument workshop, one for each section; each says its values as the schema does."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.instrument_rows import (
    BandsMixin,
    ConditionMixin,
    OptionsMixin,
    bands_initial,
    condition_initial,
    options_initial,
    whole_number,
)

CODE = re.compile(r"[A-Z][A-Z0-9]*(\.[0-9]+)?")
GROUP_LINE = re.compile(r"([A-Z][A-Z0-9]*(?:\.[0-9]+)?)\s*:\s*(\S.*)")
FLAG_CODE = "note"
TEXT = 1000


def _long(label: Any, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _lines(label: Any, **kwargs: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=20_000, required=False, widget=area, **kwargs)


def _flags(text: str, old: list[Mapping[str, str]]) -> list[dict[str, str]]:
    """A doubt a line; one that stood before stays as it was."""
    known = {_one_line(flag["text"]): dict(flag) for flag in old}
    lines = [_one_line(line) for line in text.splitlines() if line.strip()]
    return [known.get(line, {"code": FLAG_CODE, "text": line}) for line in lines]


def _flag_lines(flags: list[Mapping[str, str]]) -> str:
    return "\n".join(_one_line(flag["text"]) for flag in flags)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _clean_flags(text: str) -> str:
    if any(len(line) > TEXT for line in text.splitlines()):
        raise forms.ValidationError(_("Satu keraguan paling panjang 1000 huruf."))
    return text


class RevisedForm(forms.Form):
    """A form that knows which revision of the draft its writer saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class CodedForm(RevisedForm):
    """A form of a part, item or factor; its code is asked for once and then stands."""

    code = forms.CharField(
        label=_("Kode"),
        max_length=20,
        help_text=_("Huruf besar lalu angka, misalnya A11 atau B1.2; tidak berubah lagi."),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Kode terdiri atas huruf besar lalu angka, misalnya A11 atau B1.2."))
        return code


class HeadForm(RevisedForm):
    version = forms.CharField(label=_("Nama versi"), max_length=20)
    title = forms.CharField(label=_("Judul"), max_length=200)
    short_title = forms.CharField(label=_("Judul pendek"), max_length=60)
    decree = forms.CharField(label=_("Keputusan"), max_length=120, required=False)
    status = forms.ChoiceField(
        label=_("Asal isi"),
        choices=[
            ("secondary", _("Belum dicocokkan dengan naskah resmi")),
            ("official", _("Sudah dicocokkan dengan naskah resmi")),
        ],
    )
    source_text = _long(_("Keterangan sumber"))
    flags = _lines(_("Keraguan"), help_text=_("Satu keraguan tiap baris. Hapus barisnya bila sudah terjawab."))

    def clean_flags(self) -> str:
        return _clean_flags(self.cleaned_data["flags"])

    def values(self, old: Mapping[str, Any]) -> dict[str, Any]:
        found = self.cleaned_data
        decree = found["decree"] or None
        return {
            "version": found["version"],
            "title": found["title"],
            "short_title": found["short_title"],
            "source": {"decree": decree, "status": found["status"], "text": found["source_text"]},
            "flags": _flags(found["flags"], old["flags"]),
        }

    @staticmethod
    def initial_of(definition: Mapping[str, Any]) -> dict[str, Any]:
        source = definition["source"]
        return {
            "version": definition["version"],
            "title": definition["title"],
            "short_title": definition["short_title"],
            "decree": source["decree"] or "",
            "status": source["status"],
            "source_text": source["text"],
            "flags": _flag_lines(definition["flags"]),
        }


class TotalForm(BandsMixin, RevisedForm):
    label = forms.CharField(label=_("Nama skor"), max_length=100)
    add = forms.MultipleChoiceField(label=_("Bagian yang dijumlahkan"), widget=forms.CheckboxSelectMultiple)
    subtract = forms.MultipleChoiceField(
        label=_("Bagian yang dikurangkan"), widget=forms.CheckboxSelectMultiple, required=False
    )
    printed_maximum = whole_number(_("Nilai tertinggi yang tercetak"), required=True)

    def __init__(self, *args: Any, parts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("add", "subtract"):
            self.fields[name].choices = parts  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        total = {"label": found["label"], "add": found["add"], "subtract": found["subtract"]}
        if not found["subtract"]:
            del total["subtract"]
        return {"total": {**total, "printed_maximum": found["printed_maximum"], "bands": self.bands()}}

    @staticmethod
    def initial_of(definition: Mapping[str, Any]) -> dict[str, Any]:
        total = definition["total"]
        named = {name: total.get(name, []) for name in ("label", "add", "subtract", "printed_maximum")}
        return {**named, **bands_initial(total["bands"])}


class FactorForm(BandsMixin, CodedForm):
    label = forms.CharField(label=_("Nama faktor"), max_length=100)
    printed_maximum = whole_number(_("Nilai tertinggi yang tercetak"), required=True)

    def value(self, code: str) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "code": code or found["code"],
            "label": found["label"],
            "printed_maximum": found["printed_maximum"],
            "bands": self.bands(),
        }

    @staticmethod
    def initial_of(factor: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "label": factor["label"],
            "printed_maximum": factor["printed_maximum"],
            **bands_initial(factor["bands"]),
        }


class PartForm(ConditionMixin, CodedForm):
    label = forms.CharField(label=_("Nama bagian"), max_length=100)
    help = _long(_("Petunjuk"), rows=2, required=False)
    groups = _lines(_("Kelompok di dalam bagian"), help_text=_("Satu tiap baris: kode, titik dua, nama. B1: Keadaan."))

    def clean_groups(self) -> str:
        text: str = self.cleaned_data["groups"]
        for line in text.splitlines():
            if line.strip() and not GROUP_LINE.fullmatch(line.strip()):
                raise forms.ValidationError(_("Tulis setiap kelompok sebagai kode, titik dua, lalu namanya."))
        return text

    def value(self, code: str) -> dict[str, Any]:
        found = self.cleaned_data
        part = {"code": code or found["code"], "label": found["label"]}
        if found["help"]:
            part["help"] = found["help"]
        part["due"] = self.condition()
        lines = [line.strip() for line in found["groups"].splitlines() if line.strip()]
        if lines:
            matches = [GROUP_LINE.fullmatch(line) for line in lines]
            part["groups"] = [{"code": each[1], "label": each[2]} for each in matches if each]
        return part

    @staticmethod
    def initial_of(part: Mapping[str, Any]) -> dict[str, Any]:
        groups = "\n".join(f"{group['code']}: {group['label']}" for group in part.get("groups", ()))
        named = {"label": part["label"], "help": part.get("help", ""), "groups": groups}
        return {**named, **condition_initial(part["due"])}


class DueForm(ConditionMixin, RevisedForm):
    """When Kebutuhan Kriminogenik must follow."""

    def values(self) -> dict[str, Any]:
        return {"kriminogenik_due": self.condition()}

    @staticmethod
    def initial_of(definition: Mapping[str, Any]) -> dict[str, Any]:
        return condition_initial(definition["kriminogenik_due"])


class ItemForm(OptionsMixin, CodedForm):
    kind = forms.ChoiceField(
        label=_("Jenis"), choices=[("score", _("Bernilai, dengan pilihan")), ("tick", _("Centang tanpa nilai"))]
    )
    label = _long(_("Pertanyaan"))
    short_label = forms.CharField(label=_("Sebutan pendek"), max_length=100)
    help = _long(_("Petunjuk"), rows=2, required=False)
    group = forms.ChoiceField(label=_("Kelompok"), required=False)
    factors = forms.MultipleChoiceField(
        label=_("Dihitung di faktor"), required=False, widget=forms.CheckboxSelectMultiple
    )
    alternative = forms.CharField(
        label=_("Tanda pengganti"),
        max_length=20,
        required=False,
        help_text=_("Butir dengan tanda yang sama saling menggantikan: hanya satu yang dijawab."),
    )
    unreadable = forms.BooleanField(label=_("Naskahnya tidak terbaca: boleh kosong, dihitung 0"), required=False)
    source = _long(_("Sumber butir"), rows=2)
    flags = _lines(_("Keraguan"), help_text=_("Satu keraguan tiap baris. Hapus barisnya bila sudah terjawab."))

    def __init__(
        self, *args: Any, groups: list[tuple[str, str]], factors: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("Tanpa kelompok")), *groups]  # type: ignore[attr-defined]
        self.fields["factors"].choices = factors  # type: ignore[attr-defined]

    def clean_alternative(self) -> str:
        text: str = self.cleaned_data["alternative"]
        if text and not CODE.fullmatch(text):
            raise forms.ValidationError(_("Tanda terdiri atas huruf besar lalu angka, misalnya K6."))
        return text

    def clean_flags(self) -> str:
        return _clean_flags(self.cleaned_data["flags"])

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        has_wrong_row = any(name.startswith("opsi-") for name in self.errors)
        if found.get("kind") == "score" and not has_wrong_row and len(self.options()) < 2:
            self.add_error("opsi-0-teks", _("Butir bernilai mempunyai sedikitnya dua pilihan."))
        return found

    def value(self, code: str, part: str, old: Mapping[str, Any]) -> dict[str, Any]:
        found = self.cleaned_data
        item = {"code": code or found["code"], "part": part, "kind": found["kind"]}
        item |= {"label": found["label"], "short_label": found["short_label"], "source": found["source"]}
        item |= {name: found[name] for name in ("help", "group") if found[name]}
        if found["kind"] == "score":
            item["options"] = self.options()
            item |= {name: found[name] for name in ("factors", "alternative") if found[name]}
        if found["unreadable"]:
            item["readable"] = False
        flags = _flags(found["flags"], old.get("flags", []))
        return item | ({"flags": flags} if flags else {})

    @staticmethod
    def initial_of(item: Mapping[str, Any]) -> dict[str, Any]:
        named = {name: item.get(name, "") for name in ("kind", "label", "short_label", "help", "group", "source")}
        return {
            **named,
            "factors": item.get("factors", []),
            "alternative": item.get("alternative", ""),
            "unreadable": not item.get("readable", True),
            "flags": _flag_lines(item.get("flags", [])),
            **options_initial(item.get("options", [])),
        }
