"""The second factor of an account: set up, confirmed, asked, switched off, and reset by an administrator."""

import time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts import totp
from bapas_portal.accounts.actions.notice import give_notice
from bapas_portal.accounts.actions.user import MANAGE
from bapas_portal.accounts.choices import FactorEnd
from bapas_portal.accounts.models import RecoveryCode, SecondFactor, User
from bapas_portal.accounts.permissions import must_have_second_factor
from bapas_portal.accounts.queries import begun_factor_of, codes_left, home_office_id, second_factor_of, users_in
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.fields import blind_index
from bapas_portal.core.scope import Scope

APP, RECOVERY = "app", "recovery"


@transaction.atomic
def begin_second_factor(*, password: str, code: str, by: User) -> SecondFactor:
    """Make a secret for an app; what is on stays on until `confirm_second_factor`.

    `code` is asked of who has one on already (a new phone). Raises Invalid (password, code).
    """
    _lock_person(by)
    _check_password(by, password)
    on = second_factor_of(by)
    if on is not None:
        _take(on, code, by)
    begun = begun_factor_of(by)
    if begun is not None:
        _end(begun, FactorEnd.REPLACED, by)
    factor = SecondFactor.objects.create(user=by, secret=totp.new_secret())
    record(verb="second_factor.begun", subject=factor, by=by, office_id=home_office_id(by))
    return factor


@transaction.atomic
def confirm_second_factor(*, code: str, by: User) -> tuple[SecondFactor, list[str]]:
    """Switch on what was begun, by a first code of the app; returns it and its recovery codes, kept nowhere.

    Raises Invalid (code) or WrongState (nothing begun, or on already).
    """
    _lock_person(by)
    factor = begun_factor_of(by)
    if factor is None:
        raise WrongState(_("Tidak ada pemasangan yang menunggu. Mulai lagi dari halaman Verifikasi dua langkah."))
    step = totp.matching_step(str(factor.secret), totp.bare(code), time.time(), after=factor.last_step)
    if step is None:
        raise _wrong_code()
    on = second_factor_of(by)
    if on is not None:
        _end(on, FactorEnd.REPLACED, by)
    factor.last_step, factor.confirmed_at = step, timezone.now()
    factor.save(update_fields=["last_step", "confirmed_at"])
    codes = _new_codes(factor)
    record(verb="second_factor.on", subject=factor, by=by, office_id=home_office_id(by))
    return factor, codes


@transaction.atomic
def pass_second_factor(*, code: str, by: User) -> tuple[int, str]:
    """Take a code at sign-in; returns the factor's id and how it was passed: "app" or "recovery".

    Raises Invalid (code): wrong, used before, or out of the window; WrongState when there is no factor.
    """
    _lock_person(by)
    factor = _on(by)
    return factor.pk, _take(factor, code, by)


@transaction.atomic
def make_recovery_codes(*, code: str, by: User) -> list[str]:
    """Ten new recovery codes; the old ones end. Raises Invalid (code) or WrongState."""
    _lock_person(by)
    factor = _on(by)
    _take(factor, code, by)
    RecoveryCode.objects.filter(factor=factor, used_at=None, replaced_at=None).update(replaced_at=timezone.now())
    codes = _new_codes(factor)
    record(verb="second_factor.codes_made", subject=factor, by=by, office_id=home_office_id(by))
    return codes


@transaction.atomic
def end_second_factor(*, password: str, code: str, by: User) -> SecondFactor:
    """Switch one's own off. Raises NotAllowed (the policy asks for it), Invalid (password, code) or WrongState."""
    _lock_person(by)
    factor = _on(by)
    if must_have_second_factor(by, scope_of(by)):
        raise NotAllowed(_("Peran Anda mewajibkan verifikasi dua langkah; hanya ponselnya yang dapat diganti."))
    _check_password(by, password)
    _take(factor, code, by)
    _end(factor, FactorEnd.OFF, by)
    record(verb="second_factor.off", subject=factor, by=by, office_id=home_office_id(by))
    return factor


@transaction.atomic
def reset_second_factor(*, user_id: int, reason: str, by: User, scope: Scope) -> User:
    """End somebody's second factor (the phone is lost); their sessions end with it, and they are told.

    Raises NotAllowed, WrongState (there is none) or User.DoesNotExist.
    """
    if not scope.holds(MANAGE):
        raise NotAllowed(_("Anda tidak berwenang mengelola pengguna."))
    user = User.objects.select_for_update(of=("self",)).get(pk__in=users_in(scope).filter(pk=user_id).values("pk"))
    if user.pk == by.pk:
        raise NotAllowed(_("Verifikasi Anda sendiri diatur ulang oleh administrator lain."))
    factor = _on(user)
    reset_by_system(factor, reason, by)
    return user


def reset_by_system(factor: SecondFactor, reason: str, by: User | None) -> None:
    """End `factor`, in the caller's transaction, and tell its person; `by` None: from the server's own shell."""
    begun = begun_factor_of(factor.user)
    if begun is not None:
        _end(begun, FactorEnd.RESET, by, reason)
    _end(factor, FactorEnd.RESET, by, reason)
    record(verb="second_factor.reset", subject=factor, by=by, office_id=home_office_id(factor.user), reason=reason)
    text = _("Verifikasi dua langkah Anda diatur ulang administrator. Bila bukan Anda yang meminta, segera laporkan.")
    give_notice(user_ids={factor.user_id}, key=f"second_factor_reset:{factor.pk}", text=text, url="/akun/dua-langkah/")


def _lock_person(user: User) -> None:
    """One step at a time for one person: a code that two windows send is taken once."""
    User.objects.select_for_update().get(pk=user.pk)


def _on(user: User) -> SecondFactor:
    factor = second_factor_of(user)
    if factor is None:
        raise WrongState(_("Verifikasi dua langkah tidak menyala."))
    return factor


def _check_password(user: User, password: str) -> None:
    if not user.check_password(password):
        message = _("Kata sandi tidak cocok. Ketik kata sandi yang Anda pakai untuk masuk.")
        raise Invalid(message, {"password": message})


def _take(factor: SecondFactor, typed: str, by: User) -> str:
    """Use up a code of the app or a recovery code; the person is locked. Raises Invalid (code)."""
    code = totp.bare(typed)
    step = totp.matching_step(str(factor.secret), code, time.time(), after=factor.last_step)
    if step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return APP
    unused = RecoveryCode.objects.filter(factor=factor, used_at=None, replaced_at=None)
    if totp.is_app_code(code) or not unused.filter(digest=_digest(factor, code)).update(used_at=timezone.now()):
        raise _wrong_code()
    left = codes_left(factor)
    record(verb="second_factor.recovery_used", subject=factor, by=by, office_id=home_office_id(by), codes_left=left)
    return RECOVERY


def _wrong_code() -> Invalid:
    message = _(
        "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu ketik 6 angkanya. "
        "Bila terus ditolak, periksa jam ponsel Anda."
    )
    return Invalid(message, {"code": message})


def _new_codes(factor: SecondFactor) -> list[str]:
    codes = totp.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(factor=factor, digest=_digest(factor, totp.bare(code))) for code in codes]
    )
    return codes


def _digest(factor: SecondFactor, code: str) -> str:
    return blind_index(f"recovery:{factor.pk}:{code}")


def _end(factor: SecondFactor, kind: FactorEnd, by: User | None, reason: str = "") -> None:
    factor.secret, factor.ended_at, factor.ended_by = "", timezone.now(), by
    factor.end_kind, factor.end_reason = kind, reason
    factor.save(update_fields=["secret", "ended_at", "ended_by", "end_kind", "end_reason"])
