"""Schools that wait for a time, what was offered to them, and what puts one before another."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from education.ledger.clock import now
from education.liaison.models.kinds import Delivery, SessionType, SessionYear
from education.liaison.models.visits import Visit
from education.schools.models import School

SHORTEST_NOTICE, LONGEST_NOTICE = 2, 20
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def check_weekdays(value: Any) -> None:
    """Days of the school week, 0 for Monday to 4 for Friday, at least one and each once."""
    if (
        not isinstance(value, list)
        or not value
        or sorted(set(value)) != value
        or not set(value) <= set(range(len(WEEKDAYS)))
    ):
        raise ValidationError("Choose days from Monday to Friday.")


class WaitingEntry(models.Model):
    """One wish of one school: what, for whom, when it would suit, and how short the notice may be."""

    class Part(models.TextChoices):
        ANY = "any", "Any time"
        MORNING = "morning", "Mornings"
        AFTERNOON = "afternoon", "Afternoons"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        BOOKED = "booked", "Booked"
        LEFT = "left", "Taken off the list"
        UNANSWERED = "unanswered", "Two offers were not answered"
        OVER = "over", "Its last day has passed"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="waiting")
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="waiting"
    )
    session_type = models.ForeignKey(SessionType, on_delete=models.PROTECT, related_name="waiting")
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.CLASS)
    first_day = models.DateField("from")
    last_day = models.DateField("until")
    weekdays = models.JSONField(default=list, validators=[check_weekdays])
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.ANY)
    notice_days = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(SHORTEST_NOTICE), MaxValueValidator(LONGEST_NOTICE)],
        help_text="working days",
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name_plural = "waiting entries"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "session_type"], condition=Q(state="waiting"), name="liaison_waits_once"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="liaison_wait_has_days"),
            models.CheckConstraint(
                condition=Q(notice_days__gte=SHORTEST_NOTICE, notice_days__lte=LONGEST_NOTICE),
                name="liaison_wait_notice_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_type} for {self.school}"

    @property
    def when(self) -> str:
        """The days and the part of the day that suit, in words."""
        days = [WEEKDAYS[number] for number in self.weekdays]
        said = "Monday to Friday" if len(days) == len(WEEKDAYS) else " or ".join(days)
        return f"{said}, {self.get_part_display().lower()}"


class WaitingGroup(models.Model):
    """One year group of a wish (empty for adults), in the order in which it was given."""

    entry = models.ForeignKey(WaitingEntry, on_delete=models.CASCADE, related_name="groups")
    year = models.CharField(max_length=12, choices=SessionYear.choices, blank=True)
    expected = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(2000)])

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.expected} {self.get_year_display()}".strip()


class OfferQuerySet(models.QuerySet["WaitingOffer"]):
    """Questions asked of offers."""

    def open(self) -> OfferQuerySet:
        """Still to be answered; one that has run out is no offer, whether the clock has ended it or not."""
        return self.filter(state=WaitingOffer.State.OPEN, expires_at__gt=now())

    def over(self) -> OfferQuerySet:
        """Run out and not yet ended."""
        return self.filter(state=WaitingOffer.State.OPEN, expires_at__lte=now())


class WaitingOffer(models.Model):
    """A time that is really held for one wish until it is answered; the holds are its commitments."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "Not this time"
        LAPSED = "lapsed", "Not answered"
        ENDED = "ended", "Taken back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(WaitingEntry, on_delete=models.PROTECT, related_name="offers")
    day = models.DateField()
    start_time = models.TimeField()
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    by_hand = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    visit = models.OneToOneField(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="offer")

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "start_at"], name="liaison_offered_once"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="open"), name="liaison_one_offer_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="taken", visit__isnull=False) | Q(~Q(state="taken"), visit__isnull=True),
                name="liaison_offer_taken_has_visit",
            ),
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="liaison_offer_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.day} {self.start_time:%H:%M}"


class WaitingRule(models.Model):
    """What counts for how much when two schools wait; one row, published to the schools."""

    cancelled = models.PositiveSmallIntegerField(
        default=1000, help_text="points: we cancelled their last visit"
    )
    unvisited = models.PositiveSmallIntegerField(
        default=100, help_text="points: nobody was there for 12 months"
    )
    week = models.PositiveSmallIntegerField(default=1, help_text="points for each week of waiting")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="liaison_one_waiting_rule")]

    def __str__(self) -> str:
        return f"{self.cancelled}, {self.unvisited}, {self.week}"
