"""Forms of booking; every choice is from a list, and what is typed is a number, an address or a telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from education.liaison.actions import ClassAsked, GroupAsked, HalfDay
from education.liaison.actions.details import TELEPHONE
from education.liaison.actions.filing import (
    CLASSES_AT_MOST,
    HALF_DAYS_AT_MOST,
    can_be_filed,
    check_half_days,
    check_lessons,
)
from education.liaison.actions.request import (
    OVERRIDES,
    SESSIONS_AT_MOST,
    check_groups,
    split,
    why_no_assembly,
)
from education.liaison.answers import MOST_ROWS, Answers
from education.liaison.errors import Refused
from education.liaison.models import (
    Audience,
    Delivery,
    Feedback,
    FiledClass,
    FiledHalfDay,
    Officer,
    SessionType,
    SessionYear,
    TrainingSession,
    Visit,
)
from education.liaison.needs import NEEDS
from education.schools.models import LessonTimes

SCHOOL_REASONS = ("staff_absence", "timetable", "school_closed", "duplicate", "other")
DECLINE_REASONS = ("no_officer", "not_suitable", "school_not_reached", "duplicate", "other")
FORCE_REASONS = ("no_officer", "officer_called_away", "officer_ill", "not_suitable", "other")
NO_CLASS = {SessionYear.NOT_STATED, SessionYear.EYFS}
NO_YEAR, NO_NUMBER = "Choose the year group.", "Enter how many people you expect."
telephone = RegexValidator(
    rf"^{TELEPHONE.pattern}$", "Enter a telephone number with digits and spaces, such as 01642 000000."
)


def reasons(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Some of the reasons, as choices."""
    return [(code, Visit.Reason(code).label) for code in codes]


class GroupsForm(forms.Form):
    """How we come, which year groups and how many of each; one number for adults.

    `split` is set when the people are too many for one session and could come in several.
    """

    def __init__(
        self, kind: SessionType, rows: int, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        given = None if data is None else {"way": Delivery.CLASS.value, **{name: data[name] for name in data}}
        super().__init__(given, **kwargs)
        self.kind = kind
        self.pupils = kind.audience == Audience.PUPIL
        self.rows = min(max(rows, 1), MOST_ROWS if self.pupils else SESSIONS_AT_MOST)
        self.split: tuple[GroupAsked, ...] = ()
        self.no_assembly = why_no_assembly(kind)
        self.fields["way"] = forms.ChoiceField(
            label="How shall we come?", choices=self._ways(), widget=forms.RadioSelect,
            initial=Delivery.CLASS,
            error_messages={
                "required": "Choose how we come.", "invalid_choice": self.no_assembly or "Choose from the list.",
            },
        )  # fmt: skip
        years = [("", "Choose a year"), *((code, SessionYear(code).label) for code in kind.years)]
        for number in range(self.rows):
            place, first = f" in group {number + 1}" if self.rows > 1 else "", number == 0
            if self.pupils:
                self.fields[f"year_{number}"] = forms.ChoiceField(
                    choices=years, required=first, label=f"Year group{place}",
                    error_messages={"required": NO_YEAR, "invalid_choice": "Choose a year group from the list."},
                )  # fmt: skip
            self.fields[f"expected_{number}"] = forms.IntegerField(
                min_value=1, max_value=2000, required=first, label=f"Number of people{place}",
                error_messages={
                    "required": NO_NUMBER, "invalid": "Enter a whole number.",
                    "min_value": "Enter a number of 1 or more.", "max_value": "Enter a number of 2,000 or less.",
                },
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Whole rows only, and what the booking itself would refuse is said here, with an offer to split."""
        cleaned = super().clean() or {}
        groups = []
        for number in range(self.rows):
            year, expected = cleaned.get(f"year_{number}") or "", cleaned.get(f"expected_{number}")
            if year and not expected and f"expected_{number}" not in self.errors:
                self.add_error(f"expected_{number}", NO_NUMBER)
            if self.pupils and expected and not year and f"year_{number}" not in self.errors:
                self.add_error(f"year_{number}", NO_YEAR)
            if expected and (year or not self.pupils):
                groups.append(GroupAsked(year, expected))
        cleaned["groups"] = tuple(groups)
        if not self.errors:
            self._check(tuple(groups), cleaned["way"])
        elif set(self.errors) == {"way"} and groups:
            self.split = split(self.kind, groups)
        return cleaned

    def _check(self, groups: tuple[GroupAsked, ...], way: str) -> None:
        try:
            check_groups(self.kind, groups, way)
        except Refused as refusal:
            if refusal.code in {"group_too_large", "class_only"}:
                self.split = split(self.kind, groups)
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal

    def _ways(self) -> list[tuple[str, str]]:
        """The ways that this session can be taught; one that can not be an assembly does not offer it."""
        if not self.pupils:
            return [
                (Delivery.CLASS, "Everybody together, in one session"),
                (Delivery.CLASSES, "In sessions one after another: each line is one session"),
            ]
        ways = [
            (Delivery.CLASS.value, "To one class, of one year or of mixed years"),
            (Delivery.CLASSES.value, "To several classes, one after another: each line is one class"),
        ]
        return (
            ways
            if self.no_assembly
            else [*ways, (Delivery.ASSEMBLY.value, "To an assembly: everybody in one room")]
        )

    @staticmethod
    def from_answers(answers: Answers) -> dict[str, Any]:
        """What was answered before, as the form's first values."""
        values: dict[str, Any] = {"way": answers.delivery}
        for number, group in enumerate(answers.groups):
            values |= {f"year_{number}": group.year, f"expected_{number}": group.expected}
        return values


class DetailsForm(forms.Form):
    """What we need for the day; sent with the last step and never part of an address."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    safeguarding_lead_email = forms.EmailField(
        label="Work e-mail of your safeguarding lead",
        help_text="We tell them what to expect, once the visit is confirmed.",
        error_messages={
            "required": "Enter the work e-mail address of your safeguarding lead.",
            "invalid": "Enter an e-mail address such as name@school.example.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    day_telephone = forms.CharField(
        label="Telephone number for the day", max_length=20, validators=[telephone],
        help_text="The office, in case our officer is held up.",
        error_messages={"required": "Enter a telephone number that is answered on the day."},
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    arrival = forms.ChoiceField(label="Where should we arrive?", choices=Visit.Arrival.choices)
    room = forms.ChoiceField(
        label="Which room?", required=False, choices=[("", "We will say later"), *Visit.Room.choices],
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label="What should we know?", choices=list(NEEDS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    please_ring = forms.BooleanField(label="Please ring us: there is more to say", required=False)


class ReasonForm(forms.Form):
    """Why, as one of a few codes, and the version that the person was looking at.

    With several `sessions` to come, also whether one of them is meant.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    session = forms.ChoiceField(label="What shall we cancel?", widget=forms.RadioSelect, required=False)
    reason = forms.ChoiceField(
        label="Why?", widget=forms.RadioSelect, error_messages={"required": "Choose a reason."}
    )

    def __init__(
        self, codes: tuple[str, ...], *args: Any, sessions: Sequence[TrainingSession] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {str(session.public_id): session for session in sessions}
        if len(self.sessions) > 1:
            one = [(key, f"Only {_in_words(session)}") for key, session in self.sessions.items()]
            self.fields["session"].choices = [("", "The whole visit"), *one]  # type: ignore[attr-defined]
        else:
            del self.fields["session"]
        if codes:
            self.fields["reason"].choices = reasons(codes)  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]

    @property
    def one(self) -> TrainingSession | None:
        """The one session that is meant, or None for the whole visit."""
        return self.sessions.get(self.cleaned_data.pop("session", ""))


def _in_words(session: TrainingSession) -> str:
    """A session by its time and its groups."""
    groups = [group.get_year_display() or group.get_audience_display() for group in session.groups.all()]
    return f"{session.start_time:%H:%M}, {', '.join(groups)}"


class MoveForm(forms.Form):
    """Another day and time of a visit, and the version that the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(label="Start", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    override = forms.ChoiceField(
        label="By the rules?", required=False,
        choices=[("", "Yes: hours, notice, term and caps hold"), *((c, f"No. {w}") for c, w in OVERRIDES.items())],
    )  # fmt: skip

    def __init__(self, *args: Any, reasons: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reasons:
            del self.fields["override"]

    def wish(self) -> dict[str, Any]:
        """What the form asks for, as `move_visit` takes it."""
        return dict(self.cleaned_data)


class FeedbackForm(forms.ModelForm[Feedback]):
    """Four questions with choices, none of them answered beforehand."""

    class Meta:
        model = Feedback
        fields = ("useful", "pitch", "help", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.fields[name] = forms.ChoiceField(
                label=field.label, choices=Feedback.QUESTIONS[name].choices, widget=forms.RadioSelect,
                error_messages={"required": "Choose one answer.", "invalid_choice": "Choose one answer."},
            )  # fmt: skip


class IllForm(forms.Form):
    """Who is ill, and until when."""

    officer = forms.ModelChoiceField(
        label="Officer", queryset=Officer.objects.filter(active=True).select_related("user"),
        error_messages={"required": "Choose who is ill."},
    )  # fmt: skip
    until = forms.DateField(
        label="Last day away", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the last day, which may be today."},
    )  # fmt: skip


TIMES = tuple(field.name for field in LessonTimes._meta.fields)


class FilingForm(DetailsForm):
    """What somebody asks for who is not approved yet: the session, the school's day, classes, half-days, details."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [kind for kind in SessionType.objects.filter(active=True) if can_be_filed(kind)]
        self.types = {kind.code: kind for kind in types}
        self.fields["type"] = forms.ChoiceField(
            label="Which session?", widget=forms.RadioSelect, choices=[(k.code, f"{k.title}, {k.minutes} minutes") for k in types],
            error_messages={"required": "Choose a session.", "invalid_choice": "Choose a session from the list."},
        )  # fmt: skip
        for field in LessonTimes._meta.fields:
            self.fields[field.name] = forms.TimeField(
                label=str(field.verbose_name), required=not field.null,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                error_messages={"required": "Enter a time such as 08:50.", "invalid": "Enter a time such as 08:50."},
            )  # fmt: skip
        years = [("", "Choose a year"), *((y.value, y.label) for y in SessionYear if y not in NO_CLASS)]
        for n in range(CLASSES_AT_MOST):
            self.fields[f"year_{n}"] = forms.ChoiceField(
                label=f"Class {n + 1}: year",
                choices=years,
                required=n == 0,
                error_messages={"required": NO_YEAR},
            )
            self.fields[f"letter_{n}"] = forms.ChoiceField(
                label=f"Class {n + 1}: letter", choices=FiledClass.Letter.choices, required=False
            )
            self.fields[f"size_{n}"] = forms.IntegerField(
                label=f"Class {n + 1}: pupils", min_value=1, max_value=2000, required=n == 0,
                error_messages={"required": NO_NUMBER}, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        for n in range(HALF_DAYS_AT_MOST):
            self.fields[f"day_{n}"] = forms.DateField(
                label=f"Date {n + 1}", required=n == 0, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"required": "Enter a date.", "invalid": "Enter a date such as 2027-03-15."},
            )  # fmt: skip
            self.fields[f"part_{n}"] = forms.ChoiceField(
                label=f"Date {n + 1}: when", choices=FiledHalfDay.Part.choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Whole rows, times that follow each other, half-days that can be; each fault at its field."""
        got = super().clean() or {}
        classes, halves = [], []
        for n in range(CLASSES_AT_MOST):
            year, size = got.get(f"year_{n}"), got.get(f"size_{n}")
            if year and size:
                classes.append(ClassAsked(year, got.get(f"letter_{n}") or "", size))
            elif year and f"size_{n}" not in self.errors:
                self.add_error(f"size_{n}", NO_NUMBER)
            elif size and f"year_{n}" not in self.errors:
                self.add_error(f"year_{n}", NO_YEAR)
        for n in range(HALF_DAYS_AT_MOST):
            if got.get(f"day_{n}"):
                halves.append(
                    HalfDay(got[f"day_{n}"], got.get(f"part_{n}") or FiledHalfDay.Part.MORNING.value)
                )
        self._ask("starts", lambda: check_lessons({name: got[name] for name in TIMES}), TIMES)
        self._ask("day_0", lambda: check_half_days(halves), ("day_0",))
        got["classes"], got["half_days"] = tuple(classes), tuple(halves)
        return got

    def _ask(self, name: str, check: Any, needs: tuple[str, ...]) -> None:
        if not set(needs) & set(self.errors):
            try:
                check()
            except Refused as refusal:
                self.add_error(name, refusal.sentence)

    def wish(self) -> dict[str, Any]:
        """What the form asks for, as `file_request` takes it."""
        got = self.cleaned_data
        details = {name: got[name] for name in DetailsForm.base_fields}
        return {
            **details, "session_type": self.types[got["type"]], "classes": got["classes"],
            "half_days": got["half_days"], "lessons": {name: got[name] for name in TIMES},
        }  # fmt: skip

    def rows(self, *names: str, count: int) -> list[list[Any]]:
        """Bound fields by row, for the template."""
        return [[self[f"{name}_{n}"] for name in names] for n in range(count)]

    @property
    def class_rows(self) -> list[list[Any]]:
        """Year, letter and size of each class."""
        return self.rows("year", "letter", "size", count=CLASSES_AT_MOST)

    @property
    def half_day_rows(self) -> list[list[Any]]:
        """Date and part of each half-day."""
        return self.rows("day", "part", count=HALF_DAYS_AT_MOST)

    @property
    def time_fields(self) -> list[Any]:
        """The school's day."""
        return [self[name] for name in TIMES]

    @property
    def detail_fields(self) -> list[Any]:
        """What we need for the day."""
        return [self[name] for name in DetailsForm.base_fields]
