"""What a teacher who waits for approval asks for."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from education.liaison.models.kinds import SessionYear
from education.liaison.models.visits import Visit
from education.schools.models import LessonTimes


class Filing(LessonTimes):
    """What a teacher who is not approved yet asks for; codes, numbers and times, as everywhere."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="filing")

    def __str__(self) -> str:
        return f"Filing of {self.visit}"


class FiledClass(models.Model):
    """One class of a filing: year, letter, size."""

    class Letter(models.TextChoices):
        NONE = "", "no letter"
        A, B, C, D, E, F = (("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("E", "E"), ("F", "F"))

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="classes")
    year = models.CharField(max_length=12, choices=SessionYear.choices)
    letter = models.CharField(max_length=1, choices=Letter.choices, blank=True)
    size = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(2000)])

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_year_display()}{f' {self.letter}' if self.letter else ''}: {self.size}"


class FiledHalfDay(models.Model):
    """A half-day that would suit the school."""

    class Part(models.TextChoices):
        MORNING = "morning", "Morning"
        AFTERNOON = "afternoon", "Afternoon"

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="half_days")
    day = models.DateField()
    part = models.CharField(max_length=10, choices=Part.choices)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "day", "part"], name="liaison_half_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} of {self.day}"
