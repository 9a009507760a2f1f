"""Offices, regions, users, and who held which role where and when."""

from datetime import date
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower

from bapas_portal.accounts.choices import FactorEnd, Grade, OfficeClass, OfficeKind, RegionLevel, RoleCode, Zone
from bapas_portal.accounts.second_factor_sql import FACTOR_IS_KEPT, RECOVERY_CODE_IS_KEPT
from bapas_portal.core.fields import EncryptedTextField
from bapas_portal.core.scope import ScopedQuerySet


class Region(models.Model):
    """An administrative region by its official code (province 2, regency 4, district 6 or 7, village 10 digits)."""

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=10, choices=RegionLevel)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "name"], name="region_level_name")]

    def __str__(self) -> str:
        return self.name


class OfficeQuerySet(ScopedQuerySet):
    office_lookup = "pk"
    officer_lookup = None
    cohort_lookup = None

    def below(self, office: "Office") -> Self:
        """The office and all under it. A path ends in '/', so office 2 never takes office 20 with it."""
        return self.filter(path__startswith=office.path)


class Office(models.Model):
    """A place in the tree Ditjenpas > Kanwil > Bapas > Pos. Offices are data: administrators add them."""

    kind = models.CharField(max_length=10, choices=OfficeKind)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    office_class = models.CharField(max_length=3, choices=OfficeClass, blank=True)
    city = models.CharField(max_length=80, blank=True)
    provinces = models.JSONField(default=list)
    zone = models.CharField(max_length=4, choices=Zone, default=Zone.WIB)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=60, unique=True)
    source = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(name="office_path_ends_in_slash", condition=Q(path__endswith="/")),
            models.CheckConstraint(
                name="office_only_ditjenpas_has_no_parent",
                condition=Q(kind="DITJENPAS", parent=None) | (~Q(kind="DITJENPAS") & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(
                name="office_closed_after_opened",
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
        ]
        indexes = [models.Index(name="office_path_prefix", fields=["path"], opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person, one account. What the person may do comes from role grants alone."""

    username = models.CharField(max_length=40, unique=True)
    nip = models.CharField("NIP", max_length=18, null=True, blank=True, unique=True)
    name = models.CharField(max_length=120)
    grade = models.CharField(max_length=10, choices=Grade, blank=True, default=Grade.NONE)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    first_signed_in_at = models.DateTimeField(null=True, blank=True, help_text="from here the days of grace count")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_any_case"),
            models.CheckConstraint(name="user_nip_18_digits", condition=Q(nip=None) | Q(nip__regex=r"^[0-9]{18}$")),
        ]

    def __str__(self) -> str:
        return self.name


class RoleGrantQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None

    def on(self, day: date) -> Self:
        """Grants in force on `day` (the last day counts)."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)


class RoleGrant(models.Model):
    """A person held a role at an office from a day to a day; ended, never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=RoleCode)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="grants")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="grant_ends_after_start", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))),
            ExclusionConstraint(
                name="grant_same_role_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_on"),
                            F("to_on"),
                            RangeBoundary(inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["office", "role"], name="grant_office_role")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.office_id}"


class ApiToken(models.Model):
    """A program's key to the API, under its owner's rights. Only the SHA-256 of the key is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class Notice(models.Model):
    """A message to one person inside the portal, shown after signing in until it is done. `key`: the same once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=100)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True, help_text="where the work is; a path of the portal")
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="notice_once", fields=["user", "key"])]
        indexes = [models.Index(fields=["user"], condition=Q(done_at=None), name="notice_open")]

    def __str__(self) -> str:
        return self.text


class SecondFactorQuerySet(models.QuerySet):
    def on(self) -> Self:
        """Those that are asked at sign-in: at most one a person."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)

    def begun(self) -> Self:
        """Set up but not yet confirmed by a code: at most one a person."""
        return self.filter(confirmed_at=None, ended_at=None)


class SecondFactor(models.Model):
    """An authenticator of one person (TOTP, RFC 6238). Ended, never deleted; its secret is wiped when it ends."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_factors")
    secret = EncryptedTextField(help_text="base32; empty once ended")
    last_step = models.BigIntegerField(default=0, help_text="the half minute of the last code taken: no code twice")
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_kind = models.CharField(max_length=10, choices=FactorEnd, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SecondFactorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="second_factor_one_on", fields=["user"], condition=Q(confirmed_at__isnull=False, ended_at=None)
            ),
            models.UniqueConstraint(
                name="second_factor_one_begun", fields=["user"], condition=Q(confirmed_at=None, ended_at=None)
            ),
            models.CheckConstraint(
                name="second_factor_end_whole",
                condition=Q(ended_at=None, end_kind="", end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_kind="") & (~Q(end_kind="RESET") | ~Q(end_reason=""))),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="second_factor_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="second_factor_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=FACTOR_IS_KEPT,
            ),
        ]

    def __str__(self) -> str:
        return f"second factor of user {self.user_id}"


class RecoveryCode(models.Model):
    """One of ten codes for the day the phone is lost, each good once. Only a keyed digest is kept."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recovery_code_used_or_replaced", condition=Q(used_at=None) | Q(replaced_at=None)
            )
        ]
        triggers = [
            pgtrigger.Protect(name="recovery_code_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="recovery_code_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=RECOVERY_CODE_IS_KEPT,
            ),
        ]

    def __str__(self) -> str:
        return f"recovery code of factor {self.factor_id}"
