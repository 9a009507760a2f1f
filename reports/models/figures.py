"""Figures as facts: per month, office and measure, what a rollup run counted."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.models import Job
from bapas_portal.core.scope import ScopedQuerySet
from reports.choices import Measure, QualityMeasure, RunState, SupplyKind
from reports.models.frozen_sql import frozen_stays


class RollupRun(models.Model):
    """One counting of the whole nation for the months first_month..last_month (first days of months).

    `checks` lists what was checked and where it failed; a run with a failed check is REFUSED, never published.
    """

    first_month = models.DateField()
    last_month = models.DateField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="rollup")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    data_as_of = models.DateTimeField(null=True)
    checks = models.JSONField(default=list)
    started_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="run_months_in_order", condition=Q(last_month__gte=models.F("first_month"))),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen_run_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="FROZEN"),
            )
        ]

    def __str__(self) -> str:
        return f"rollup {self.pk} {self.first_month:%Y-%m}..{self.last_month:%Y-%m}"


class PublishedMonth(models.Model):
    """Which run's figures are the ones shown for a month.

    Of a month with a release that is a frozen run; `newest` is then the run that goes on being counted (decision 0009).
    """

    month = models.DateField(primary_key=True)
    run = models.ForeignKey(RollupRun, on_delete=models.PROTECT, related_name="published_months")
    newest = models.ForeignKey(RollupRun, null=True, on_delete=models.PROTECT, related_name="newest_months")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def counted_id(self) -> int:
        """The run that is kept up to date."""
        return self.newest_id or self.run_id


class DirtyMonth(models.Model):
    """The months first..last of an office are to be counted again: written by triggers with the fact itself.

    Open until `done_at`. A run counted before that moment and published after it opens the row again.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    first = models.DateField()
    last = models.DateField()
    done_at = models.DateTimeField(null=True)

    class DirtyMonthQuerySet(ScopedQuerySet):
        office_lookup = "office"
        officer_lookup = None
        cohort_lookup = None

    objects = DirtyMonthQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office"], condition=Q(done_at=None), name="dirty_month_open"),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="dirty_month_done"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.first}..{self.last}"


class FigureQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = "is_child"


class Figure(models.Model):
    """value = count of `measure` in `month` at a Bapas, for one cell of the breakdown ('' where it does not apply).

    key: guidance status, risk category, factor or plan-line state; category: the need's category.
    """

    run = models.ForeignKey(RollupRun, on_delete=models.CASCADE, related_name="figures")
    month = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=20, choices=Measure)
    is_child = models.BooleanField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    key = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=10, blank=True)
    value = models.IntegerField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="figure_cell_once",
                fields=["run", "month", "office", "measure", "is_child", "sex", "key", "category"],
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["run", "month", "measure", "office"],
                include=["is_child", "sex", "key", "category", "value"],
                name="figure_read",
            )
        ]
        triggers = frozen_stays("figure")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.office_id} {self.measure} {self.value}"


class QualityFactQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = "is_child"


class QualityFact(models.Model):
    """value = count of `measure` in `month` at a Bapas, for one cell ('' where a side does not apply). No officer.

    key: CATEGORIES the score's category; CORRECTED ''; OVERRIDES "UP:APPROVED:LOW" (way, decision, the category asked
    away from); ENTRIES "CLEAN", "PART", "FAST" or "BOTH"; PACE the lower end in seconds an answer, '' where not known;
    ITEM_* the item; PAIRS "A1:0:3", the item (or TOTAL), the first and the second answer.
    """

    run = models.ForeignKey(RollupRun, on_delete=models.CASCADE, related_name="quality_facts")
    month = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=20, choices=QualityMeasure)
    instrument = models.CharField(max_length=10)
    is_child = models.BooleanField()
    sex = models.CharField(max_length=1, blank=True)
    age_band = models.CharField(max_length=6, blank=True)
    key = models.CharField(max_length=40, blank=True)
    value = models.IntegerField()

    objects = QualityFactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quality_fact_once",
                fields=["run", "month", "office", "measure", "instrument", "is_child", "sex", "age_band", "key"],
            ),
            models.CheckConstraint(name="quality_fact_counts_something", condition=Q(value__gt=0)),
        ]
        indexes = [models.Index(fields=["instrument", "month", "office"], name="quality_fact_read")]
        triggers = frozen_stays("quality_fact")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.office_id} {self.measure} {self.value}"


class NeedFigureQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = "is_child"


class NeedFigure(models.Model):
    """Guidance periods with a need open on the last day of the month, for one cell of all breakdowns at once.

    need: a key of clients.rules.needs.need_key, ANY_NEED (each period once) or EVERYBODY (with needs or without).
    risk: the standing category of the latest RRI or child assessment, '' without one. running: a plan line for the
    need runs; planned: none runs, one is planned; partnered: a running line has a partner. For ANY_NEED running
    means that every need of the period has a running line.
    """

    run = models.ForeignKey(RollupRun, on_delete=models.CASCADE, related_name="need_figures")
    month = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    is_child = models.BooleanField()
    sex = models.CharField(max_length=1)
    age_band = models.CharField(max_length=6)
    risk = models.CharField(max_length=10, blank=True)
    need = models.CharField(max_length=30)
    people = models.IntegerField()
    running = models.IntegerField()
    planned = models.IntegerField()
    partnered = models.IntegerField()

    objects = NeedFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="need_figure_cell_once",
                fields=["run", "month", "office", "need", "is_child", "sex", "age_band", "risk"],
            ),
            models.CheckConstraint(
                name="need_figure_parts_in_whole",
                condition=Q(people__gt=0, running__gte=0, planned__gte=0, partnered__range=(0, models.F("people")))
                & Q(people__gte=models.F("running") + models.F("planned")),
            ),
        ]
        triggers = frozen_stays("need_figure")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.office_id} {self.need} {self.people}"


class NeedSupplyQuerySet(NeedFigureQuerySet):
    def existing(self) -> Self:
        """What exists in the catalogue and the partner directory, at all offices: it names no person and no count.

        A Bapas may use a partner of its Kanwil and the one catalogue, which stand at offices above it.
        """
        return self.filter(kind__in=[SupplyKind.PROGRAMME, SupplyKind.PARTNER])


class NeedSupply(models.Model):
    """One intervention or partner that stands against a need, at the office that has or uses it.

    ref: the intervention's code or the partner's id; people: guidance periods with a running line that uses it, 0
    for what merely exists (is_child None: the same for both). The catalogue stands at the Ditjenpas.
    """

    run = models.ForeignKey(RollupRun, on_delete=models.CASCADE, related_name="need_supply")
    month = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    is_child = models.BooleanField(null=True)
    need = models.CharField(max_length=30)
    kind = models.CharField(max_length=15, choices=SupplyKind)
    ref = models.CharField(max_length=40)
    people = models.IntegerField()

    objects = NeedSupplyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="need_supply_once",
                fields=["run", "month", "office", "need", "kind", "ref", "is_child"],
                nulls_distinct=False,
            ),
        ]
        triggers = frozen_stays("need_supply")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.office_id} {self.need} {self.kind} {self.ref}"
