"""A partner's people: invited by the office that keeps the partner, ended with a reason; accounts are never deleted."""

import hashlib
import secrets
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import ApiToken, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.scope import Scope
from partners.models import Invitation, Organisation, Worker

SECRET_BYTES = 32


@transaction.atomic
def invite_worker(
    *, organisation_id: int, name: str, username: str, position: str, form_key: UUID, by: User, scope: Scope
) -> tuple[Worker, str]:
    """Make an account for a partner's worker and a one-time secret by which a password is set; it is kept nowhere.

    The same form again answers with the same worker and a new secret. Raises Organisation.DoesNotExist, NotAllowed,
    WrongState (the partner is switched off) or Invalid (user name taken).
    """
    organisation = Organisation.objects.select_for_update().select_related("office").get(pk=organisation_id)
    _check_may_invite(organisation, scope)
    if not organisation.is_active:
        raise WrongState(_("Mitra ini tidak aktif."))
    known = Worker.objects.filter(form_key=form_key, organisation=organisation).first()
    if known is not None:
        return known, _new_invitation(known, by)
    worker = Worker.objects.create(
        user=_new_user(name, username),
        organisation=organisation,
        position=position.strip(),
        from_on=today_in(organisation.office.zone),
        form_key=form_key,
        invited_by=by,
    )
    record(verb="worker.invited", subject=worker, by=by, office_id=organisation.office_id, user=worker.user_id)
    return worker, _new_invitation(worker, by)


@transaction.atomic
def invite_again(*, worker_id: int, by: User, scope: Scope) -> tuple[Worker, str]:
    """A new secret, also for somebody who forgot the password; earlier secrets and sessions end.

    Raises Worker.DoesNotExist, NotAllowed or WrongState (ended).
    """
    worker = _locked(worker_id, scope)
    if worker.to_on is not None:
        raise WrongState(_("Petugas ini sudah diakhiri. Undang sebagai petugas baru."))
    _shut(worker.user)
    record(verb="worker.invited", subject=worker, by=by, office_id=worker.organisation.office_id, user=worker.user_id)
    return worker, _new_invitation(worker, by)


@transaction.atomic
def withdraw_invitation(*, worker_id: int, by: User, scope: Scope) -> Worker:
    """Make the secrets that were given useless. Raises Worker.DoesNotExist or NotAllowed."""
    worker = _locked(worker_id, scope)
    _withdraw(worker)
    record(verb="worker.invitation_withdrawn", subject=worker, by=by, office_id=worker.organisation.office_id)
    return worker


@transaction.atomic
def end_worker(*, worker_id: int, on: date, reason: str, by: User, scope: Scope) -> Worker:
    """The last day for the partner is `on`; today or before shuts the account at once.

    Raises Worker.DoesNotExist, NotAllowed, WrongState (ended) or Invalid.
    """
    worker = _locked(worker_id, scope)
    if worker.to_on is not None:
        raise WrongState(_("Petugas ini sudah diakhiri."))
    faults = {}
    if not reason.strip():
        faults["reason"] = _("Tulis alasannya.")
    if on < worker.from_on:
        faults["on"] = _("Hari terakhir tidak boleh sebelum hari pertama.")
    if faults:
        raise Invalid(_("Periksa isian yang ditandai."), faults)
    worker.to_on, worker.end_reason = on, reason.strip()
    worker.save(update_fields=["to_on", "end_reason"])
    _withdraw(worker)
    if on <= today_in(worker.organisation.office.zone):
        _shut(worker.user)
    record(verb="worker.ended", subject=worker, by=by, office_id=worker.organisation.office_id, on=on.isoformat())
    return worker


@transaction.atomic
def accept_invitation(*, secret: str, password: str) -> User:
    """Set the password by a one-time secret, once. Raises Invitation.DoesNotExist (used, over, withdrawn, unknown)
    or Invalid with what the password lacks.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("worker__user", "worker__organisation")
    invitation = rows.get(
        digest=digest_of(secret), used_at=None, withdrawn_at=None, expires_at__gt=timezone.now(), worker__to_on=None
    )
    user = invitation.worker.user
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(_("Kata sandi belum memenuhi syarat."), {"password": " ".join(error.messages)}) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    office_id = invitation.worker.organisation.office_id
    record(verb="worker.joined", subject=invitation.worker, by=user, office_id=office_id)
    return user


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_may_invite(organisation: Organisation, scope: Scope) -> None:
    if not scope.covers("partners.invite_worker", office_id=organisation.office_id):
        raise NotAllowed(_("Petugas mitra diundang oleh kantor yang mencatat mitra itu."))


def _locked(worker_id: int, scope: Scope) -> Worker:
    rows = Worker.objects.visible_to(scope.narrowed("partners.invite_worker")).select_for_update(of=("self",))
    worker = rows.select_related("user", "organisation__office").get(pk=worker_id)
    _check_may_invite(worker.organisation, scope)
    return worker


def _new_user(name: str, username: str) -> User:
    user = User(username=username.strip().lower(), name=name.strip())
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        if "username" not in str(error):
            raise
        message = _("Nama pengguna ini sudah dipakai. Pilih yang lain.")
        raise Invalid(message, {"username": message}) from error
    return user


def _new_invitation(worker: Worker, by: User) -> str:
    _withdraw(worker)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    expires = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    Invitation.objects.create(worker=worker, digest=digest_of(secret), expires_at=expires, by=by)
    return secret


def _withdraw(worker: Worker) -> None:
    worker.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())


def _shut(user: User) -> None:
    """No password, hence no session; no key."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
