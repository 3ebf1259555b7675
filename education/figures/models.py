"""Definitions, published snapshots with their files, and the figures that the force types in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from education.ledger.clock import now


class Definition(models.Model):
    """What is counted, in versioned public words; a snapshot keeps the version it was made under."""

    key = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120)
    wording = models.TextField(help_text="printed under the number")
    since = models.DateField()

    class Meta:
        ordering = ["key", "-version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="figures_definition_version")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class Snapshot(models.Model):
    """A figure frozen for publication; the database refuses any later change except a withdrawal."""

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", "Provisional"
        REVISED = "revised", "Revised"
        FINAL = "final", "Final"

    slug = models.SlugField(
        max_length=40, unique=True, help_text="such as calendar-2019-1; the address for ever"
    )
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="snapshots")
    period_type = models.CharField(max_length=12)
    period_key = models.CharField(max_length=34, help_text="such as calendar-2019; its revisions share it")
    period_name = models.CharField(max_length=80)
    period_start = models.DateField()
    period_end = models.DateField(help_text="the last day that counts")
    number = models.PositiveSmallIntegerField(help_text="1 for the first of its period, then 2 …")
    status = models.CharField(max_length=12, choices=Status.choices)
    as_at = models.DateField()
    last_event = models.PositiveBigIntegerField(help_text="the last event of the log that was counted")
    children = models.PositiveIntegerField()
    parents = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    sessions = models.PositiveIntegerField()
    schools = models.PositiveIntegerField()
    delivered = models.PositiveIntegerField()
    recorded = models.PositiveIntegerField()
    document = models.JSONField(help_text="figures.json without its own digest")
    session_digest = models.CharField(
        max_length=64, help_text="SHA-256 over the ids of the sessions included"
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(help_text="from this moment on everybody may see it")
    reason = models.CharField(max_length=300, blank=True, help_text="why a revision was published; public")
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "period_key", "number"], name="figures_snapshot_number"
            ),
            models.CheckConstraint(
                condition=~Q(prepared_by=F("approved_by")), name="figures_prepared_and_approved_by_two"
            ),
            models.CheckConstraint(
                condition=Q(total=F("children") + F("parents")), name="figures_total_is_the_sum"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """Its address for ever."""
        return f"/figures/{self.slug}/"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return hasattr(self, "withdrawal")

    @property
    def is_released(self) -> bool:
        """Whether its hour has come."""
        return self.published_at <= now()

    @property
    def waits(self) -> bool:
        """Whether it is approved and nobody may see it yet."""
        return not self.is_released and not self.is_withdrawn


class SnapshotFile(models.Model):
    """One file of a snapshot's open data, byte for byte as published."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=40)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "name"], name="figures_file_once")]

    def __str__(self) -> str:
        return f"{self.snapshot}/{self.name}"


class SnapshotBasis(models.Model):
    """What a snapshot was made from, for questions asked inside: never published, never changed."""

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="basis")
    lines = models.BinaryField(help_text="counts.pack: heads by session, audience and year at the cut-off")
    rules = models.JSONField(help_text="settings of disclosure control, and the version of the files")

    class Meta:
        verbose_name_plural = "snapshot bases"

    def __str__(self) -> str:
        return f"Basis of {self.snapshot}"


class Withdrawal(models.Model):
    """A snapshot that was taken back; its page stays and says why."""

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.snapshot}, withdrawn"


class EarlyAccess(models.Model):
    """One person of the force who may see an embargoed figure before its hour; every look is logged."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="early_access")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "early access"
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "person"], name="figures_early_access_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} before {self.snapshot}"


class Preparation(models.Model):
    """A figure that an analyst has prepared and that waits for a publisher, with the numbers that were seen."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for the publisher"
        PUBLISHED = "published", "Published"
        STALE = "stale", "The counts changed since"
        TAKEN_BACK = "taken_back", "Taken back"

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=34)
    period_end = models.DateField(help_text="the last day that counts")
    status = models.CharField(max_length=12, choices=Snapshot.Status.choices)
    reason = models.CharField(max_length=300, blank=True, help_text="public")
    error_found = models.BooleanField(
        default=False, help_text="a final figure is revised by less than half a per cent because it was wrong"
    )
    children = models.PositiveIntegerField()
    parents = models.PositiveIntegerField()
    sessions = models.PositiveIntegerField()
    schools = models.PositiveIntegerField()
    recorded = models.PositiveIntegerField()
    session_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    snapshot = models.OneToOneField(
        Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="preparation"
    )

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "period_key"],
                condition=Q(state="waiting"),
                name="figures_one_waiting_per_period",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(snapshot__isnull=False, decided_by__isnull=False),
                name="figures_published_preparation_has_its_snapshot",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(decided_by=F("prepared_by")),
                name="figures_preparation_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_key}, {self.get_state_display().lower()}"

    @property
    def total(self) -> int:
        """Children and parents and carers together."""
        return self.children + self.parents


class ReportedFigure(models.Model):
    """A number the force reported about its other work; stands apart, never added up, never by place."""

    class Qualifier(models.TextChoices):
        EXACT = "exact", "exactly"
        MORE_THAN = "more_than", "more than"
        ABOUT = "about", "about"

    key = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    qualifier = models.CharField(max_length=10, choices=Qualifier.choices, default=Qualifier.EXACT)
    value = models.PositiveIntegerField()
    unit = models.CharField(max_length=40)
    geography = models.CharField(max_length=80)
    period = models.CharField(max_length=120, help_text="in the source's own sense")
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    source_name = models.CharField(max_length=120)
    source_url = models.URLField(max_length=300)
    as_at = models.DateField(help_text="the day the source was read")
    order = models.PositiveSmallIntegerField(default=0)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")),
                name="figures_reported_by_two",
            )
        ]

    def __str__(self) -> str:
        return self.label
