"""Reads of directives: what is in force, what the reader's office has not confirmed, one version as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, RoleGrant, User
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from programs.choices import TargetRule, VersionState
from programs.models import DirectiveFile, DirectiveVersion, Reading, Target
from programs.rules.content import digest_of
from programs.rules.directive import PartChange, version_changes, version_content
from programs.rules.targets import MEASURES

WRITE, WATCH = "programs.write_directive", "programs.watch_directive"
# Whose confirmation stands for an office of the kind.
CONFIRMS: dict[str, str] = {OfficeKind.BAPAS: RoleCode.HEAD, OfficeKind.KANWIL: RoleCode.KANWIL}


def newest() -> QuerySet[DirectiveVersion]:
    """The newest published version of every directive, withdrawn ones too."""
    later = DirectiveVersion.objects.filter(
        directive=OuterRef("directive"), state=VersionState.PUBLISHED, number__gt=OuterRef("number")
    )
    rows = DirectiveVersion.objects.filter(~Exists(later), state=VersionState.PUBLISHED)
    return rows.select_related("directive", "published_by")


def in_force() -> QuerySet[DirectiveVersion]:
    """The versions that ask to be read: the newest of each directive that was not withdrawn."""
    return newest().filter(directive__withdrawn_at=None)


def drafts(scope: Scope) -> QuerySet[DirectiveVersion]:
    """Drafts, for those who write directives; for others none."""
    rows = DirectiveVersion.objects.filter(state=VersionState.DRAFT).select_related("directive", "changed_by")
    return rows.order_by("-changed_at") if scope.covers(WRITE, office_id=None) else rows.none()


def published_versions(directive_id: int) -> QuerySet[DirectiveVersion]:
    """Every published version of a directive, the newest first."""
    rows = DirectiveVersion.objects.filter(directive=directive_id, state=VersionState.PUBLISHED)
    return rows.select_related("directive", "published_by").order_by("-number")


def asked_offices() -> QuerySet[Office]:
    """The offices that confirm: every Bapas and Kanwil that is open today."""
    today = today_in()
    is_open = (Q(closed_on=None) | Q(closed_on__gte=today)) & (Q(opened_on=None) | Q(opened_on__lte=today))
    return Office.objects.filter(is_open, kind__in=tuple(CONFIRMS)).order_by("path")


def home_office(scope: Scope) -> Office | None:
    """The office whose confirmation counts for the reader: the own Bapas (of a Pos, the one above) or Kanwil."""
    office = Office.objects.select_related("parent").filter(pk=scope.office_id or 0).first()
    while office is not None and office.kind not in CONFIRMS:
        office = office.parent
    return office


def confirming_offices(user: User) -> list[Office]:
    """The offices for which the user confirms today: a Bapas as its head, a Kanwil as its staff."""
    grants = RoleGrant.objects.on(today_in()).filter(user=user).select_related("office").order_by("office__path")
    return list({row.office_id: row.office for row in grants if CONFIRMS.get(row.office.kind) == row.role}.values())


def unconfirmed(user: User) -> list[tuple[DirectiveVersion, Office]]:
    """What the user has still to confirm, for each office of the user's own; the oldest first. Three queries."""
    offices = confirming_offices(user)
    if not offices:
        return []
    done = set(Reading.objects.filter(office__in=offices).values_list("version", "office"))
    rows = in_force().order_by("published_at", "pk")
    return [(row, office) for row in rows for office in offices if (row.pk, office.pk) not in done]


def listed(office: Office | None) -> QuerySet[DirectiveVersion]:
    """Newest versions: in force and unread by `office` first, then by day of publication.

    Adds `is_unread` and `reading_count` (offices that confirmed this version).
    """
    own = Reading.objects.filter(version=OuterRef("pk"), office=office)
    waits = Q(directive__withdrawn_at=None) & ~Exists(own) if office else Q(pk__in=[])
    unread = Case(When(waits, then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = newest().annotate(is_unread=unread, reading_count=Count("readings"))
    return rows.order_by("-is_unread", "-published_at", "-pk")


def files_of(version: DirectiveVersion) -> QuerySet[DirectiveFile]:
    return version.files.filter(removed_at=None).order_by("pk")


def readable_files(scope: Scope) -> QuerySet[DirectiveFile]:
    """Files of published versions; for those who write directives (`scope` narrowed to it) those of drafts too."""
    rows = DirectiveFile.objects.filter(removed_at=None)
    return rows if scope.reaches else rows.filter(version__state=VersionState.PUBLISHED)


def standing_targets() -> Prefetch:
    """The targets of many versions at once, for those who read `targets.all()`."""
    return Prefetch("targets", queryset=Target.objects.filter(removed_at=None).order_by("pk"))


def targets_of(version: DirectiveVersion) -> list[Target]:
    return list(version.targets.filter(removed_at=None).order_by("pk"))


def target_words(target: Target) -> str:
    """A target in the reader's words: "Kegiatan, setiap bulan: 2 kegiatan untuk setiap Bapas"."""
    measure = MEASURES[target.measure]
    words = {
        "measure": measure.label,
        "unit": measure.unit,
        "period": target.get_period_display().lower(),
        "amount": target.amount,
        "count": len(target.listed),
        "day": date_format(target.basis_on, "j F Y") if target.basis_on else "",
    }
    texts = {
        TargetRule.SAME: _("%(measure)s, %(period)s: %(amount)s %(unit)s untuk setiap Bapas"),
        TargetRule.PER_HUNDRED: _(
            "%(measure)s, %(period)s: %(amount)s %(unit)s per 100 klien yang dibimbing pada %(day)s, dibulatkan ke atas"
        ),
        TargetRule.SPLIT: _(
            "%(measure)s, %(period)s: %(amount)s %(unit)s dibagi menurut jumlah klien yang dibimbing pada %(day)s"
        ),
        TargetRule.LISTED: _("%(measure)s, %(period)s: menurut daftar, %(count)s Bapas"),
    }
    return texts[TargetRule(target.rule)] % words


def _target_codes(target: Target) -> str:
    """A target as the digest takes it: the same in every language."""
    listed = ",".join(f"{row['office']}={row['value']}" for row in target.listed)
    return f"{target.measure} {target.period} {target.rule} {target.amount or ''} {target.basis_on or ''} {listed}"


def content_of(version: DirectiveVersion, *, in_words: bool = False) -> dict[str, Any]:
    """The content of a version; `in_words`: for a comparison on the page, else as its digest takes it."""
    targets = [target_words(row) if in_words else _target_codes(row) for row in targets_of(version)]
    return version_content(
        number=version.directive.number,
        kind=version.directive.kind,
        version=version.number,
        title=version.title,
        body=version.body,
        terms=version.terms,
        applies_from=version.applies_from.isoformat(),
        due_on=version.due_on.isoformat() if version.due_on else "",
        files=[{"name": row.name, "digest": row.digest} for row in files_of(version)],
        targets=targets,
    )


def content_digest(version: DirectiveVersion) -> str:
    """SHA-256 of what the version says now; equal to its kept digest as long as nobody touched it."""
    return digest_of(content_of(version))


@dataclass(frozen=True, slots=True)
class Compared:
    """What a version changes in the one before."""

    before: DirectiveVersion
    changes: Sequence[PartChange]


def compared(version: DirectiveVersion) -> Compared | None:
    """The version beside the published one before it; None for the first."""
    before = published_versions(version.directive_id).filter(number__lt=version.number).first()
    if before is None:
        return None
    return Compared(before, version_changes(content_of(before, in_words=True), content_of(version, in_words=True)))
