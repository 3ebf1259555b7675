"""What a school says about a visit that took place: choices only, and nobody's name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from education.liaison.models.visits import Visit


class Feedback(models.Model):
    """One answer a visit; who gave it stands in the log as an opaque id."""

    class Useful(models.TextChoices):
        VERY = "very", "Very useful"
        FAIRLY = "fairly", "Fairly useful"
        LITTLE = "little", "Of little use"
        NOT = "not", "Of no use"

    class Pitch(models.TextChoices):
        RIGHT = "right", "Right for them"
        TOO_EASY = "too_easy", "Too easy"
        TOO_HARD = "too_hard", "Too hard"

    class Help(models.TextChoices):
        MOST = "most", "Most of them"
        SOME = "some", "Some of them"
        FEW = "few", "Few of them"
        CANT_SAY = "cant_say", "I can’t say"

    class Again(models.TextChoices):
        YES = "yes", "Yes"
        PERHAPS = "perhaps", "Perhaps"
        NO = "no", "No"

    QUESTIONS: ClassVar[dict[str, type[models.TextChoices]]] = {
        "useful": Useful, "pitch": Pitch, "help": Help, "again": Again,
    }  # fmt: skip

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="feedback")
    useful = models.CharField("How useful was it?", max_length=8, choices=Useful.choices)
    pitch = models.CharField("Was it right for the group?", max_length=8, choices=Pitch.choices)
    help = models.CharField("Who now knows whom to tell?", max_length=8, choices=Help.choices)
    again = models.CharField("Would you book it again?", max_length=8, choices=Again.choices)
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"Feedback on {self.visit}"
