"""Who is in the room, and what can be booked."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from education.content.ages import years_label
from education.liaison.curriculum import check_statements
from education.liaison.skills import check_skills


class Audience(models.TextChoices):
    """Who is in the room; only pupils and parents and carers count toward the figure."""

    PUPIL = "pupil", "Pupils"
    PARENT_CARER = "parent_carer", "Parents and carers"
    STAFF = "staff", "School staff"
    OTHER_PROFESSIONAL = "other_professional", "Other professionals"


class SessionYear(models.TextChoices):
    """Year groups as a register knows them."""

    EYFS = "EYFS", "Nursery"
    R = "R", "Reception"
    Y1 = "1", "Year 1"
    Y2 = "2", "Year 2"
    Y3 = "3", "Year 3"
    Y4 = "4", "Year 4"
    Y5 = "5", "Year 5"
    Y6 = "6", "Year 6"
    Y7 = "7", "Year 7"
    Y8 = "8", "Year 8"
    Y9 = "9", "Year 9"
    Y10 = "10", "Year 10"
    Y11 = "11", "Year 11"
    Y12 = "12", "Year 12"
    Y13 = "13", "Year 13"
    MIXED = "mixed", "Mixed years"
    NOT_STATED = "not_stated", "Not stated"


class Delivery(models.TextChoices):
    """How the people of a visit are taught: in one room, one group after another, or as an assembly."""

    CLASS = "class", "One group in one room"
    CLASSES = "classes", "One group after another"
    ASSEMBLY = "assembly", "An assembly"


class SessionType(models.Model):
    """Something a school can book; a visit keeps the version it was booked under."""

    class Window(models.TextChoices):
        SCHOOL_DAY = "school_day", "In school hours"
        EVENING = "evening", "In the evening"

    class ClassOnly(models.TextChoices):
        TO_BE_HEARD = (
            "to_be_heard",
            "Pupils need to be able to ask and to be heard, and in a hall nobody can be",
        )
        TO_NOTICE = (
            "to_notice",
            "What it is about can touch somebody in the room, and in a hall we would not notice",
        )
        BY_HAND = "by_hand", "Everybody does something with their own hands, with help beside them"

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=200)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    window = models.CharField(max_length=12, choices=Window.choices, default=Window.SCHOOL_DAY)
    years = models.JSONField(default=list, help_text="year codes that it is for; empty for adults")
    minutes = models.PositiveSmallIntegerField()
    setup_minutes = models.PositiveSmallIntegerField(default=15)
    packdown_minutes = models.PositiveSmallIntegerField(default=15)
    largest_group = models.PositiveSmallIntegerField()
    class_only = models.CharField(
        max_length=12, choices=ClassOnly.choices, blank=True,
        help_text="why it can’t be an assembly; empty where it can",
    )  # fmt: skip
    officers_needed = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(2)]
    )
    skills = models.JSONField(
        default=list, blank=True, validators=[check_skills], help_text="codes that whoever comes must have"
    )
    curriculum = models.JSONField(
        default=list, blank=True, validators=[check_statements],
        help_text="codes of the statements that it answers to, for a school's own record",
    )  # fmt: skip
    counts_toward_figure = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["audience", "title"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="liaison_session_type_version"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="liaison_session_type_lasts"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years_label(self) -> str:
        """The year groups it is for, in words; empty for adults."""
        return years_label(self.years)
