"""What gathers around an agreement: parties, sites, files, the people who are warned."""

import hashlib
import uuid

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.kept_file import BadFile, kept_file, said_of
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.actions.rows import refuse
from partners.actions.agreement import lock_agreement
from partners.choices_agreement import PLACING, AgreementStage
from partners.models import (
    Agreement,
    AgreementFile,
    AgreementParty,
    AgreementSite,
    AgreementWatcher,
    Organisation,
    Site,
)
from partners.queries.agreement import may_be_watcher

MAX_FILES = 50


@transaction.atomic
def put_party(
    *,
    agreement_id: int,
    organisation_id: int,
    number: str = "",
    signer: str = "",
    position: str = "",
    by: User,
    scope: Scope,
) -> AgreementParty:
    """Add a partner who signs, or write its number and signer again; after signing neither is changed.

    Raises Agreement.DoesNotExist, NotAllowed, WrongState or Invalid.
    """
    agreement = _open(agreement_id, scope)
    if not Organisation.objects.known_at(agreement.office).filter(pk=organisation_id).exists():
        refuse({"organisation": _("Pilih mitra dari daftar.")})
    row, is_new = AgreementParty.objects.get_or_create(
        agreement=agreement, organisation_id=organisation_id, removed_at=None, defaults={"by": by}
    )
    row.number, row.signer, row.position = number.strip(), signer.strip(), position.strip()
    row.save(update_fields=["number", "signer", "position"])
    verb = "agreement.party_added" if is_new else "agreement.party_changed"
    record(verb=verb, subject=agreement, by=by, office_id=agreement.office_id, organisation=organisation_id)
    return row


@transaction.atomic
def remove_party(*, party_id: int, by: User, scope: Scope) -> AgreementParty:
    """Take a partner off before signing; its sites go with it. Raises AgreementParty.DoesNotExist, … WrongState."""
    found = AgreementParty.objects.get(pk=party_id, removed_at=None)
    agreement = _open(found.agreement_id, scope)
    row = AgreementParty.objects.select_for_update().get(pk=party_id, removed_at=None)
    now = timezone.now()
    agreement.site_parts.filter(site__organisation=row.organisation_id, removed_at=None).update(removed_at=now)
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    record(
        verb="agreement.party_removed",
        subject=agreement,
        by=by,
        office_id=agreement.office_id,
        organisation=row.organisation_id,
    )
    return row


@transaction.atomic
def put_site(*, agreement_id: int, site_id: int, capacity: int | None, by: User, scope: Scope) -> AgreementSite:
    """Place a site of one of its partners under the agreement, signed or not; again with another capacity changes it.

    Raises Agreement.DoesNotExist, NotAllowed, WrongState (stopped) or Invalid.
    """
    agreement = lock_agreement(agreement_id, scope)
    if agreement.stage == AgreementStage.STOPPED:
        raise WrongState(_("Perjanjian ini sudah dihentikan; isinya tidak diubah lagi."))
    problems = {}
    partners = agreement.parties.filter(removed_at=None).values("organisation")
    if not Site.objects.filter(pk=site_id, organisation__in=partners).exists():
        problems["site"] = _("Pilih tempat kerja milik mitra yang menandatangani.")
    if not set(agreement.purposes) & set(PLACING):
        problems["site"] = _("Ruang lingkup perjanjian ini bukan kerja sosial atau pelayanan masyarakat.")
    if capacity is not None and capacity < 1:
        problems["capacity"] = _("Isi angka 1 atau lebih, atau kosongkan.")
    refuse(problems)
    row, is_new = AgreementSite.objects.get_or_create(
        agreement=agreement, site_id=site_id, removed_at=None, defaults={"by": by, "capacity": capacity}
    )
    if not is_new and row.capacity != capacity:
        row.capacity = capacity
        row.save(update_fields=["capacity"])
    record(verb="agreement.site_put", subject=agreement, by=by, office_id=agreement.office_id, site=site_id)
    return row


@transaction.atomic
def remove_site(*, part_id: int, by: User, scope: Scope) -> AgreementSite:
    """Take a site from under the agreement. Raises AgreementSite.DoesNotExist, Agreement.DoesNotExist, NotAllowed."""
    found = AgreementSite.objects.get(pk=part_id, removed_at=None)
    agreement = lock_agreement(found.agreement_id, scope)
    row = AgreementSite.objects.select_for_update().get(pk=part_id, removed_at=None)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    record(verb="agreement.site_removed", subject=agreement, by=by, office_id=agreement.office_id, site=row.site_id)
    return row


@transaction.atomic
def add_file(*, agreement_id: int, data: bytes, name: str, note: str = "", by: User, scope: Scope) -> AgreementFile:
    """Keep the next version of the paper; the same bytes twice are kept once.

    Raises Agreement.DoesNotExist, NotAllowed, or Invalid (no such kind of file, too large, too many).
    """
    agreement = lock_agreement(agreement_id, scope)
    try:
        kept = kept_file(data, name)
    except BadFile as error:
        message = said_of(error)
        raise Invalid(message, {"upload": message}) from error
    digest = hashlib.sha256(kept.data).hexdigest()
    known = agreement.files.filter(digest=digest).first()
    if known is not None:
        return again(known)
    number = agreement.files.count() + 1
    if number > MAX_FILES:
        refuse({"upload": _("Satu perjanjian memuat paling banyak %(count)s berkas.") % {"count": MAX_FILES}})
    row = AgreementFile(agreement=agreement, number=number, name=kept.name, content_type=kept.content_type)
    row.digest, row.size, row.note, row.by = digest, len(kept.data), note.strip(), by
    row.file.save(f"{uuid.uuid4().hex}{kept.ending}", ContentFile(kept.data), save=False)
    row.save()
    record(verb="agreement.file_added", subject=agreement, by=by, office_id=agreement.office_id, digest=digest)
    return row


@transaction.atomic
def set_watchers(*, agreement_id: int, user_ids: set[int], by: User, scope: Scope) -> int:
    """Who is warned before the end: exactly these people of the office. Returns how many.

    Raises Agreement.DoesNotExist, NotAllowed or Invalid (nobody, or somebody of another office).
    """
    agreement = lock_agreement(agreement_id, scope)
    known = set(may_be_watcher(agreement).filter(pk__in=user_ids).values_list("pk", flat=True))
    if not known or known != user_ids:
        refuse({"people": _("Pilih paling sedikit satu orang dari kantor yang mencatat perjanjian ini.")})
    now = {row.user_id: row for row in agreement.watchers.filter(removed_at=None)}
    agreement.watchers.filter(user__in=set(now) - known, removed_at=None).update(removed_at=timezone.now())
    AgreementWatcher.objects.bulk_create(
        [AgreementWatcher(agreement=agreement, user_id=pk, by=by) for pk in sorted(known - set(now))]
    )
    record(verb="agreement.watchers_set", subject=agreement, by=by, office_id=agreement.office_id, number=len(known))
    return len(known)


def _open(agreement_id: int, scope: Scope) -> Agreement:
    agreement = lock_agreement(agreement_id, scope)
    if agreement.stage not in (AgreementStage.EXPLORING, AgreementStage.DRAFT):
        raise WrongState(_("Pihak tidak diubah lagi sesudah ditandatangani; buat perpanjangan atau perjanjian baru."))
    return agreement
