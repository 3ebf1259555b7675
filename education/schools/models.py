"""Schools as the national register knows them, places, term dates, and who may act for a school."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from education.schools.names import fold, search_text
from education.schools.states import LIVE, MembershipState


class LocalAuthority(models.Model):
    """A council area; `code` is the register's LA number, `ons_code` the code used in published tables."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    ons_code = models.CharField(max_length=9, blank=True)
    in_force = models.BooleanField(default=True, help_text="False for areas outside the force's own")

    class Meta:
        verbose_name_plural = "local authorities"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Locality(models.Model):
    """A place inside one authority; the localities of an authority are a partition of it."""

    authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="localities")
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    postcode_districts = models.JSONField(default=list, help_text='such as ["TS22", "TS23"]; empty: the rest')

    class Meta:
        verbose_name_plural = "localities"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SchoolQuerySet(models.QuerySet["School"]):
    """Questions asked of schools."""

    def open(self) -> SchoolQuerySet:
        """Schools that take pupils today; a venue is none."""
        return self.filter(status__in=School.OPEN, is_venue=False)

    def venues(self) -> SchoolQuerySet:
        """Places that are no school and are in use."""
        return self.filter(status__in=School.OPEN, is_venue=True)

    def in_force(self) -> SchoolQuerySet:
        """Schools in the force's own authorities."""
        return self.filter(authority__in_force=True)


class School(models.Model):
    """An establishment with a URN. Head teachers' names are in the register's file and never come in here."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        PROPOSED = "proposed", "Proposed to open"
        CLOSING = "closing", "Open, but proposed to close"

    OPEN = (Status.OPEN, Status.CLOSING)

    urn = models.PositiveIntegerField("URN", unique=True)
    name = models.CharField(max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True, editable=False)
    search_text = models.CharField(max_length=820, blank=True, editable=False)
    authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="schools")
    locality = models.ForeignKey(
        Locality, null=True, blank=True, on_delete=models.PROTECT, related_name="schools"
    )
    establishment_number = models.CharField(max_length=4, blank=True)
    kind = models.CharField(max_length=100, blank=True, help_text="TypeOfEstablishment (name)")
    phase = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    lowest_age = models.PositiveSmallIntegerField(null=True, blank=True)
    highest_age = models.PositiveSmallIntegerField(null=True, blank=True)
    roll = models.PositiveIntegerField(null=True, blank=True, help_text="number of pupils in the register")
    free_meals = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True,
        help_text="PercentageFSM: of a hundred pupils, how many may have free meals",
    )  # fmt: skip
    street = models.CharField(max_length=200, blank=True)
    address_line = models.CharField(
        max_length=200, blank=True, help_text="the register's own Locality and Address3"
    )
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True, db_index=True)
    website = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    office_email = models.EmailField(blank=True, help_text="typed by a coordinator; the register has none")
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_venue = models.BooleanField(
        default=False,
        editable=False,
        help_text="a place that is no school, with a number of our own instead of a URN",
    )
    is_demo = models.BooleanField(default=False, editable=False)
    updated_at = models.DateTimeField()

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "urn"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Fill what searches and matches compare; `save` does it, whoever writes in bulk calls it first."""
        self.folded_name = fold(self.name)
        self.search_text = search_text(self.name, self.town, self.address_line, self.postcode)

    @property
    def unbroken_postcode(self) -> str:
        """The postcode for a line that wraps: its two halves stay together."""
        return self.postcode.replace(" ", "\N{NO-BREAK SPACE}")

    @property
    def label(self) -> str:
        """Name, town and postcode: names repeat, so a name alone never identifies a school."""
        return ", ".join(part for part in (self.name, self.town, self.postcode) if part)


class Invitation(models.Model):
    """A school was asked whether it would like a visit: once a term, so that a reminder is no nuisance."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="invitations")
    term = models.CharField(max_length=16, validators=[RegexValidator(r"\d{4}-\d{2}-(autumn|spring|summer)")])
    sent_on = models.DateField()

    class Meta:
        ordering = ["-sent_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["school", "term"], name="schools_invited_once_a_term")]

    def __str__(self) -> str:
        return f"{self.school}, {self.term}"


class VenueManager(models.Manager["Venue"]):
    """Venues alone, in use or not."""

    def get_queryset(self) -> models.QuerySet[Venue]:
        return super().get_queryset().filter(is_venue=True)


class Venue(School):
    """A place that is no school, kept by the coordinators: a library, a village hall, a community centre."""

    objects = VenueManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        ordering = ["name", "urn"]

    def __str__(self) -> str:
        return f"{self.label}{'' if self.status in School.OPEN else ', not in use'}"


class Succession(models.Model):
    """A school that followed another; history stays with the old URN and is read through this link."""

    class Kind(models.TextChoices):
        SUCCESSOR = "successor", "Successor"
        MERGED = "merged", "Successor, merged"
        SPLIT = "split", "Successor, split"

    predecessor = models.ForeignKey(School, on_delete=models.CASCADE, related_name="followed_by")
    successor = models.ForeignKey(School, on_delete=models.CASCADE, related_name="follows")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SUCCESSOR)
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="schools_succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="schools_not_its_own_successor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Term(models.Model):
    """A stretch of school days of one authority, or of one school that keeps its own calendar.

    Half-terms are the gaps between two of these. A school's own terms take the place of its authority's for the
    whole academic year that they begin in.
    """

    authority = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.CASCADE, related_name="terms"
    )
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=40)
    first_day = models.DateField()
    last_day = models.DateField()
    released_at = models.DateTimeField(
        null=True, blank=True, help_text="from when on it can be booked; empty: at once"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="schools_term_has_days"),
            models.UniqueConstraint(fields=["authority", "first_day"], name="schools_term_once"),
            models.UniqueConstraint(
                fields=["school", "first_day"],
                name="schools_own_term_once",
                violation_error_message="A term of this school begins on this day already.",
            ),
            models.CheckConstraint(
                condition=Q(authority__isnull=True, school__isnull=False)
                | Q(authority__isnull=False, school__isnull=True),
                name="schools_term_of_one_owner",
                violation_error_message="Choose an authority, or name a school: one of the two.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.authority or self.school})"


class ClosedDay(models.Model):
    """A day in term on which a school, or every school of an authority, takes no visitors."""

    class Kind(models.TextChoices):
        INSET = "inset", "INSET day"
        NO_VISITORS = "no_visitors", "No visitors"
        EXAMS = "exams", "Exams"
        CLOSED = "closed", "Closed"

    authority = models.ForeignKey(LocalAuthority, null=True, blank=True, on_delete=models.CASCADE)
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.CASCADE, related_name="closed_days"
    )
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INSET)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(authority__isnull=True, school__isnull=False)
                | Q(authority__isnull=False, school__isnull=True),
                name="schools_closed_day_of_one_owner",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


class LessonTimes(models.Model):
    """A school's day in wall-clock times, so that sessions lie in its lessons; a school without a break names none."""

    starts = models.TimeField("Lessons start")
    break_starts = models.TimeField("Break starts", null=True, blank=True)
    break_ends = models.TimeField("Break ends", null=True, blank=True)
    lunch_starts = models.TimeField("Lunch starts")
    lunch_ends = models.TimeField("Lunch ends")
    ends = models.TimeField("Lessons end")

    class Meta:
        abstract = True


class SchoolDay(LessonTimes):
    """A school's lesson times, kept once somebody who gave them was known to work there."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="lesson_times")

    def __str__(self) -> str:
        return f"{self.school}: {self.starts:%H:%M}–{self.ends:%H:%M}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions asked of who acts for a school."""

    def approved(self) -> MembershipQuerySet:
        """Links that let a teacher act today; an expired approval is no approval."""
        from education.ledger.clock import now

        return self.filter(state=Membership.State.APPROVED, expires_at__gt=now())

    def live(self) -> MembershipQuerySet:
        """Links that wait or were approved, expired or not: one person has one of these per school."""
        return self.filter(state__in=LIVE)

    def waiting(self) -> MembershipQuerySet:
        """Claims that a coordinator has to decide."""
        return self.filter(state=Membership.State.REQUESTED)

    def to_renew(self) -> MembershipQuerySet:
        """Approvals whose owner asks for another year, and which nobody has confirmed yet."""
        return self.approved().filter(renewal_asked_at__isnull=False)

    def who_can_vouch(self) -> MembershipQuerySet:
        """Approvals that rest on a coordinator's own check, so that no chain grows from one vouched person."""
        return self.approved().exclude(proof=Membership.Proof.COLLEAGUE)


class Membership(models.Model):
    """A teacher's link to a school: asked for, then decided by a coordinator or vouched for by a colleague."""

    State = MembershipState

    class Proof(models.TextChoices):
        TELEPHONE = "telephone", "Rang the school on the register's number"
        LETTER = "letter", "Coded letter to the register's address"
        AUTHORITY = "authority", "On the authority's contact list"
        COLLEAGUE = "colleague", "An approved colleague vouched"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    proof = models.CharField(max_length=10, choices=Proof.choices, blank=True)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    renewal_asked_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school"],
                condition=Q(state__in=["requested", "approved"]),
                name="schools_one_live_membership",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(expires_at__isnull=False),
                name="schools_every_approval_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.school} ({self.get_state_display()})"

    @property
    def needs_decision(self) -> bool:
        """True while a claim, or the wish for another year, waits for somebody else."""
        return self.state == MembershipState.REQUESTED or (
            self.state == MembershipState.APPROVED and self.renewal_asked_at is not None
        )


class LetterCode(models.Model):
    """The code in one letter to a school's address in the register; only a keyed digest of it is kept."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="letters")
    digest = models.CharField(max_length=64, editable=False)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    open = models.BooleanField(default=True, help_text="False once used, replaced or tried too often")

    class Meta:
        ordering = ["issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(open=True), name="schools_one_open_letter"
            )
        ]

    def __str__(self) -> str:
        return f"Letter of {self.issued_at:%Y-%m-%d}"
