"""Minutes between places that a person has set; where nobody has, the distance decides (liaison/travel.py)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from education.schools.models import Locality, School

LONGEST = 180
IN_MINUTES = [MinValueValidator(1), MaxValueValidator(LONGEST)]


class TravelTime(models.Model):
    """Door to door between two localities, or within one, the same in both directions; the lower id comes first."""

    one = models.ForeignKey(Locality, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Locality, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField(validators=IN_MINUTES)

    class Meta:
        ordering = ["one", "other"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="liaison_travel_once",
                violation_error_message="These two places have a time already. Change that one.",
            ),
            models.CheckConstraint(condition=Q(one__lte=F("other")), name="liaison_travel_in_order"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST), name="liaison_travel_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}: {self.minutes} minutes"


class SchoolTravel(models.Model):
    """Door to door between two schools where it differs from the rest; the lower id comes first."""

    one = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField(validators=IN_MINUTES)

    class Meta:
        ordering = ["one", "other"]
        verbose_name_plural = "school travel"
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="liaison_school_travel_once",
                violation_error_message="These two schools have a time already. Change that one.",
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="liaison_school_travel_in_order",
                violation_error_message="Name two different schools.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST), name="liaison_school_travel_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}: {self.minutes} minutes"
