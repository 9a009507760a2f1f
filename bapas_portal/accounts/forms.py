"""Shapes of input: signing in, offices, people, roles, keys."""

from typing import Any, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.choices import Grade, OfficeClass, OfficeKind, RoleCode, Zone
from bapas_portal.accounts.models import Office, User
from bapas_portal.core.ui.tilemap import PROVINCES

SEARCHABLE = {"data-tomselect": "", "class": "form-select"}
OFFICE_CODE = RegexValidator(r"^[0-9A-Za-z-]+$", _("Pakai angka, huruf, atau tanda hubung saja, tanpa spasi."))
USERNAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,38}$", _("Pakai huruf kecil, angka, titik, atau tanda hubung."))
NIP = RegexValidator(r"^[0-9]{18}$", _("NIP terdiri atas 18 angka."))


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def choose_from(field: forms.Field, rows: Any) -> None:
    """Fill a model choice with the rows the reader may choose."""
    cast(forms.ModelChoiceField, field).queryset = rows


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("NIP/nama pengguna atau kata sandi tidak cocok. Periksa lagi, lalu coba sekali lagi."),
        "inactive": _("Akun ini tidak aktif. Hubungi administrator."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("NIP atau nama pengguna")
        self.fields["password"].label = _("Kata sandi")


class OfficeFilterForm(forms.Form):
    q = forms.CharField(label=_("Cari nama, kode, atau kota"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Jenis"), required=False, choices=[("", _("Semua jenis")), *OfficeKind.choices])


class OfficeForm(forms.Form):
    """What may be changed later; `NewOfficeForm` adds what may not."""

    name = forms.CharField(label=_("Nama kantor"), max_length=120)
    office_class = forms.ChoiceField(
        label=_("Kelas"), required=False, choices=[("", _("Tanpa kelas")), *OfficeClass.choices]
    )
    city = forms.CharField(label=_("Kota/kabupaten"), required=False, max_length=80)
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=Zone.choices)
    provinces = forms.MultipleChoiceField(
        label=_("Provinsi yang dilayani"),
        required=False,
        choices=[(name, name) for _code, name, *_rest in PROVINCES],
        widget=forms.SelectMultiple(attrs=SEARCHABLE),
        help_text=_("Diisi untuk Kantor Wilayah; dipakai pada peta."),
    )
    opened_on = _day(_("Buka sejak"))
    closed_on = _day(_("Tutup pada"), help_text=_("Kosong berarti masih bekerja."))

    def values(self) -> dict[str, Any]:
        """The cleaned values as `change_office` takes them."""
        return {name: self.cleaned_data[name] for name in OfficeForm.base_fields}

    @staticmethod
    def initial_of(office: Office) -> dict[str, Any]:
        return {name: getattr(office, name) for name in OfficeForm.base_fields}


class NewOfficeForm(OfficeForm):
    kind = forms.ChoiceField(
        label=_("Jenis"), choices=[(kind, label) for kind, label in OfficeKind.choices if kind != OfficeKind.DITJENPAS]
    )
    parent = forms.ModelChoiceField(
        label=_("Di bawah kantor"), queryset=Office.objects.none(), widget=forms.Select(attrs=SEARCHABLE)
    )
    code = forms.CharField(label=_("Kode"), max_length=12, validators=[OFFICE_CODE])

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["parent"], parents)


class PeopleFilterForm(forms.Form):
    q = forms.CharField(label=_("Cari nama, nama pengguna, atau NIP"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Peran hari ini"), required=False, choices=[("", _("Semua")), *RoleCode.choices])
    office = forms.ModelChoiceField(
        label=_("Kantor"),
        required=False,
        queryset=Office.objects.none(),
        empty_label=_("Semua kantor"),
        widget=forms.Select(attrs=SEARCHABLE),
    )
    state = forms.ChoiceField(
        label=_("Akun"), required=False, choices=[("", _("Semua")), ("on", _("Aktif")), ("off", _("Nonaktif"))]
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["office"], offices)

    def wanted(self) -> dict[str, Any]:
        """The filter as `queries.people` takes it; a value that is not on the list does not narrow."""
        self.is_valid()
        data = self.cleaned_data
        office = data.get("office")
        return {
            "search": data.get("q", ""),
            "role": data.get("role", ""),
            "office": office.pk if office else None,
            "state": data.get("state", ""),
        }


class UserForm(forms.Form):
    name = forms.CharField(label=_("Nama lengkap"), max_length=120)
    nip = forms.CharField(label="NIP", required=False, max_length=18, validators=[NIP], help_text=_("18 angka."))
    grade = forms.ChoiceField(label=_("Jenjang"), required=False, choices=Grade.choices)
    is_active = forms.BooleanField(label=_("Akun aktif"), required=False, initial=True)

    def values(self) -> dict[str, Any]:
        """The cleaned values as `change_user` takes them."""
        data = {name: self.cleaned_data[name] for name in UserForm.base_fields}
        return data | {"nip": data["nip"] or None}

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        return {name: getattr(user, name) for name in UserForm.base_fields}


class NewUserForm(UserForm):
    username = forms.CharField(
        label=_("Nama pengguna"), max_length=40, validators=[USERNAME], help_text=_("Dapat masuk juga dengan NIP.")
    )


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Peran"), choices=RoleCode.choices)
    office = forms.ModelChoiceField(
        label=_("Kantor"), queryset=Office.objects.none(), widget=forms.Select(attrs=SEARCHABLE)
    )
    from_on = _day(_("Mulai"), required=True)
    to_on = _day(_("Sampai"), help_text=_("Kosong berarti sampai diakhiri."))

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["office"], offices)


class EndGrantForm(forms.Form):
    to_on = _day(_("Hari terakhir"), required=True)


class TokenForm(forms.Form):
    label = forms.CharField(
        label=_("Nama kunci"), max_length=80, help_text=_("Program apa yang memakainya, misalnya: rekap bulanan.")
    )
    expires_on = _day(_("Berlaku sampai"), required=True, help_text=_("Paling lama satu tahun."))


# Enough for a recovery code with spaces; numbers alone bring up the telephone's number pad.
CODE_LENGTH = 40
NUMBERS = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
LETTERS = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def _code(label: Any, attrs: dict[str, str], help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=CODE_LENGTH, help_text=help_text, widget=forms.TextInput(attrs=dict(attrs))
    )


def _own_password() -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
    return forms.CharField(label=_("Kata sandi Anda"), strip=False, max_length=4096, widget=widget)


class AppCodeForm(forms.Form):
    code = _code(_("Kode verifikasi"), NUMBERS, _("6 angka yang sedang tampil di aplikasi autentikator."))


class RecoveryCodeForm(forms.Form):
    code = _code(_("Kode pemulihan"), LETTERS, _("Salah satu kode yang Anda simpan, misalnya abcd-efgh-jkmn."))


class AnyCodeForm(forms.Form):
    code = _code(_("Kode"), LETTERS, _("6 angka dari aplikasi autentikator, atau satu kode pemulihan."))


class PasswordForm(forms.Form):
    password = _own_password()


class PasswordAndCodeForm(AnyCodeForm):
    password = _own_password()
    field_order = ("password", "code")


class ResetFactorForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Misalnya: ponsel hilang, identitas sudah dipastikan lewat telepon kantor."),
    )
