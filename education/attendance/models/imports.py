"""Imports of past spreadsheets: what was committed, and a sheet on its way there. No cell's text is kept past its import."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from education.liaison.models import TrainingSession
from education.schools.models import School


class ImportBatch(models.Model):
    """One past spreadsheet, committed as a whole and withdrawn as a whole."""

    class State(models.TextChoices):
        COMMITTED = "committed", "Committed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_sha256 = models.CharField(max_length=64)
    decisions_sha256 = models.CharField(max_length=64, blank=True)
    sheet_number = models.PositiveSmallIntegerField(default=1)
    mapping = models.JSONField(default=dict, help_text="column number of each field")
    period_start = models.DateField()
    period_end = models.DateField()
    rows = models.PositiveIntegerField()
    children = models.PositiveIntegerField()
    parents = models.PositiveIntegerField()
    staff = models.PositiveIntegerField(default=0)
    control_total = models.PositiveIntegerField(null=True, blank=True)
    difference = models.IntegerField(null=True, blank=True)
    difference_accepted = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMMITTED)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    committed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-committed_at"]
        verbose_name_plural = "import batches"
        constraints = [
            models.UniqueConstraint(
                fields=["file_sha256", "sheet_number"],
                condition=Q(state="committed"),
                name="attendance_batch_committed_once",
            )
        ]

    def __str__(self) -> str:
        return f"Import of {self.committed_at:%d %B %Y}"


class ImportRow(models.Model):
    """Where an imported session came from: batch and sheet row, with a natural key against a second import."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="imported_rows")
    row = models.PositiveIntegerField()
    natural_key = models.CharField(max_length=64, db_index=True)
    session = models.OneToOneField(TrainingSession, on_delete=models.PROTECT, related_name="import_row")
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["batch", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="attendance_import_row_once")]

    def __str__(self) -> str:
        return f"Row {self.row}"


class SavedColumns(models.Model):
    """How sheets with one header are read, so that the next one of that kind is not asked about again."""

    header_sha256 = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(
        default=dict, help_text="column number of each field, from 1; none leaves it out"
    )
    date_order = models.CharField(max_length=3, choices=[(o, o) for o in ("dmy", "mdy", "ymd")])
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        verbose_name_plural = "saved columns"

    def __str__(self) -> str:
        return f"Columns saved on {self.saved_at:%d %B %Y}"


class ImportDraft(models.Model):
    """One uploaded sheet on its way to a batch: read once, looked through by a person, committed or dropped.

    The sheet itself goes with the commit, or seven days after it came.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        REFUSED = "refused", "Can’t be read"
        READY = "ready", "To look through"
        COMMITTING = "committing", "Being committed"
        COMMITTED = "committed", "Committed"

    class DateOrder(models.TextChoices):
        DMY = "dmy", "Day, month, year (31/01/2019)"
        MDY = "mdy", "Month, day, year (01/31/2019)"
        YMD = "ymd", "Year, month, day (2019-01-31)"

    class Encoding(models.TextChoices):
        AUTO = "", "Find out"
        UTF_8 = "utf-8-sig", "UTF-8"
        UTF_16 = "utf-16", "UTF-16 (Unicode text)"
        CP1252 = "cp1252", "Windows, Western Europe (1252)"
        CP1250 = "cp1250", "Windows, Central Europe (1250)"
        LATIN_9 = "iso8859-15", "ISO 8859-15"
        CP850 = "cp850", "DOS (850)"
        MAC_ROMAN = "mac-roman", "Mac Roman"

    class Delimiter(models.TextChoices):
        AUTO = "", "Find out"
        COMMA = "comma", "Comma"
        SEMICOLON = "semicolon", "Semicolon"
        TAB = "tab", "Tab"
        PIPE = "pipe", "Upright line"
        COLON = "colon", "Colon"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    content = models.BinaryField(blank=True, help_text="the file as it came; empty once it is committed")
    rows = models.BinaryField(blank=True, help_text="its sheet as read, packed; empty once it is committed")
    file_sha256 = models.CharField(max_length=64)
    sheet_number = models.PositiveSmallIntegerField(default=1)
    encoding = models.CharField(max_length=12, choices=Encoding.choices, blank=True)
    delimiter = models.CharField(max_length=10, choices=Delimiter.choices, blank=True)
    date_order = models.CharField(max_length=3, choices=DateOrder.choices)
    period = models.CharField(
        max_length=17,
        validators=[RegexValidator(r"^(calendar-\d{4}|(academic|financial)-\d{4}-\d\d)$")],
    )
    header_row = models.PositiveIntegerField(null=True, blank=True)
    columns = models.JSONField(default=dict, help_text="column number of each field that a person settled")
    columns_version = models.PositiveIntegerField(default=0, help_text="of the saved columns; 0 for none")
    control_total = models.PositiveIntegerField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_expected = models.PositiveIntegerField(null=True, blank=True)
    refusal = models.CharField(max_length=200, blank=True, help_text="why not, in a sentence of ours")
    batch = models.OneToOneField(
        ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"Sheet of {self.uploaded_at:%d %B %Y, %H:%M}"


class DraftDecision(models.Model):
    """What a person decided for one row of a sheet that a machine must not guess."""

    draft = models.ForeignKey(ImportDraft, on_delete=models.CASCADE, related_name="decisions")
    row = models.PositiveIntegerField()
    skip = models.BooleanField(default=False)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(null=True, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True, validators=[MaxValueValidator(2_000)])
    parents = models.PositiveIntegerField(null=True, blank=True, validators=[MaxValueValidator(2_000)])
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "row"], name="attendance_row_decided_once"),
            models.CheckConstraint(
                condition=Q(skip=True) | Q(school__isnull=False, day__isnull=False),
                name="attendance_decision_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.row}"
