"""Forms of what decides about free times; one a kind, each with its place among the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet

from education.content.models import CurriculumStatement, Framework
from education.ledger.clock import now, today
from education.liaison.actions.planning import DROPPED
from education.liaison.curriculum import check_statements
from education.liaison.forms import telephone
from education.liaison.models import (
    Absence,
    Closure,
    ExtraHours,
    Officer,
    SchoolTravel,
    SessionType,
    SessionYear,
    TravelTime,
    WorkingHours,
)
from education.liaison.skills import SKILLS
from education.people.models import User
from education.people.roles import Role
from education.schools.actions.venues import spaced_postcode
from education.schools.models import ClosedDay, Locality, School, Term, Venue

WIDGETS: dict[type[forms.Field], forms.Widget] = {
    forms.DateField: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    forms.TimeField: forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    forms.DateTimeField: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
}
WRONG = {
    forms.DateField: "Enter a date such as 2027-03-15.",
    forms.TimeField: "Enter a time such as 08:50.",
    forms.DateTimeField: "Enter a day and a time.",
    forms.IntegerField: "Enter a whole number.",
}


class RowForm(forms.ModelForm[Any]):
    """Date and time fields as the browser has them, and sentences that say what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = type(field)
            if kind in WIDGETS:
                field.widget = WIDGETS[kind]
            field.error_messages |= {"required": f"Fill in “{str(field.label).lower()}”.", "invalid": WRONG.get(kind, "Choose from the list.")}  # fmt: skip
        for name, field in self.fields.items():
            if isinstance(field, SchoolField) and self.instance.pk and getattr(self.instance, name):
                self.initial[name] = getattr(self.instance, name).urn


class SchoolField(forms.ModelChoiceField):
    """A school by its number in the register."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=School.objects.all(), to_field_name="urn", widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages={"invalid_choice": "No school has this number in the register."}, **kwargs,
        )  # fmt: skip


class OfficerForm(RowForm):
    """An officer's base, area, skills and caps."""

    skills = forms.MultipleChoiceField(
        choices=list(SKILLS.items()), required=False, widget=forms.CheckboxSelectMultiple, label="Trained for"
    )
    covers = forms.ModelMultipleChoiceField(
        queryset=Locality.objects.all(), widget=forms.CheckboxSelectMultiple, label="Goes to"
    )

    class Meta:
        model = Officer
        fields = ("user", "base", "covers", "skills", "daily_cap", "weekly_cap")
        labels = {"user": "Person", "base": "Starts from", "daily_cap": "Sessions a day", "weekly_cap": "Sessions a week"}  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["user"]
            return
        free = User.objects.holding(Role.OFFICER).filter(officer__isnull=True)
        self.fields["user"].queryset = free  # type: ignore[attr-defined]


class HoursForm(RowForm):
    """Weekly hours, every week or in one of a cycle of weeks."""

    class Meta:
        model = WorkingHours
        fields = (
            "officer", "weekday", "start", "end", "valid_from", "valid_until", "cycle_weeks", "cycle_week"
        )  # fmt: skip
        labels = {"valid_from": "From", "valid_until": "Until (empty: for good)"}


class ExtraForm(RowForm):
    """Hours on one date besides the weekly ones."""

    class Meta:
        model = ExtraHours
        fields = ("officer", "day", "start", "end")


class AbsenceForm(RowForm):
    """Leave, court, training or a duty."""

    class Meta:
        model = Absence
        fields = ("officer", "kind", "start_at", "end_at")


class ClosureForm(RowForm):
    """A day on which nobody goes to any school."""

    class Meta:
        model = Closure
        fields = ("day", "kind")


class TypeForm(RowForm):
    """A session that schools can book."""

    years = forms.MultipleChoiceField(
        choices=SessionYear.choices, required=False, widget=forms.CheckboxSelectMultiple, label="Years (none: adults)"
    )  # fmt: skip
    skills = forms.MultipleChoiceField(
        choices=list(SKILLS.items()), required=False, widget=forms.CheckboxSelectMultiple,
        label="Whoever comes is trained for",
    )  # fmt: skip
    curriculum = forms.MultipleChoiceField(
        required=False, widget=forms.SelectMultiple(attrs={"size": 12}),
        label="What it answers to: a school’s record names these", validators=[check_statements],
    )  # fmt: skip

    class Meta:
        model = SessionType
        fields = (
            "code", "title", "summary", "audience", "window", "years", "minutes", "setup_minutes",
            "packdown_minutes", "largest_group", "class_only", "officers_needed", "skills", "curriculum", "counts_toward_figure", "active",
        )  # fmt: skip
        labels = {
            "code": "Short name for addresses", "window": "When", "setup_minutes": "Minutes before", "packdown_minutes": "Minutes after",
            "class_only": "Why it can’t be an assembly (none: it can)", "officers_needed": "Officers",
            "counts_toward_figure": "Counts toward the figure", "active": "Can be booked",
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        statements = CurriculumStatement.objects.order_by("framework", "pk")
        self.fields["curriculum"].choices = [  # type: ignore[attr-defined]
            (Framework(framework).label, [(one.code, f"{one.stage}: {one.words}") for one in group])
            for framework, group in groupby(statements, key=lambda one: one.framework)
        ]
        if self.instance.pk:
            del self.fields["code"]

    def clean_code(self) -> str:
        """A code is given once; its later versions are made by changing it."""
        code = str(self.cleaned_data["code"])
        if SessionType.objects.filter(code=code).exists():
            raise forms.ValidationError("A session has this short name already. Change that one.")
        return code


class PairForm(RowForm):
    """Minutes between two places, whichever comes first."""

    def clean(self) -> dict[str, Any]:
        """The lower id first, as the table keeps them."""
        cleaned = super().clean() or {}
        one, other = cleaned.get("one"), cleaned.get("other")
        if one and other and one.pk > other.pk:
            cleaned["one"], cleaned["other"] = other, one
        return cleaned


class TravelForm(PairForm):
    """Minutes between two localities."""

    class Meta:
        model = TravelTime
        fields = ("one", "other", "minutes")
        labels = {"one": "Between", "other": "and", "minutes": "Minutes from door to door"}


class SchoolTravelForm(PairForm):
    """Minutes between two schools."""

    one = SchoolField(label="Between the school with URN")
    other = SchoolField(label="and the school with URN")

    class Meta:
        model = SchoolTravel
        fields = ("one", "other", "minutes")
        labels = {"minutes": "Minutes from door to door"}


class TermForm(RowForm):
    """A term of an authority, or of one school that keeps its own calendar."""

    school = SchoolField(required=False, label="or of the school with URN")

    class Meta:
        model = Term
        fields = ("authority", "school", "name", "first_day", "last_day", "released_at")
        labels = {"authority": "Of every school in", "released_at": "Can be booked from (empty: at once)"}

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Give a last day that does not come before the first.")
        return cleaned


class ClosedDayForm(RowForm):
    """An INSET day, an exam day or another on which no visitor comes."""

    school = SchoolField(required=False, label="or of the school with URN")

    class Meta:
        model = ClosedDay
        fields = ("authority", "school", "day", "kind")
        labels = {"authority": "Of every school in"}


class VenueForm(RowForm):
    """A place that is no school."""

    locality = forms.ModelChoiceField(queryset=Locality.objects.filter(authority__in_force=True))
    status = forms.ChoiceField(
        label="In use", choices=[(School.Status.OPEN, "Yes"), (School.Status.CLOSED, "No: it can’t be booked any more")],
    )  # fmt: skip

    class Meta:
        model = Venue
        fields = ("name", "street", "town", "postcode", "locality", "telephone", "status")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("street", "town", "postcode"):
            self.fields[name].required = True
        self.fields["telephone"].validators.append(telephone)

    def clean_postcode(self) -> str:
        """Written as the post office does."""
        found = spaced_postcode(str(self.cleaned_data["postcode"]))
        if not found:
            raise forms.ValidationError("Enter a postcode such as TS24 8AY.")
        return found


Rows = QuerySet[Any]


def _weekly(rows: Rows) -> Rows:
    now_on = rows.filter(Q(valid_until=None) | Q(valid_until__gte=today()))
    return now_on.select_related("officer__user").order_by("officer", "weekday", "start")


def _latest(rows: Rows) -> Rows:
    latest = rows.filter(code=models.OuterRef("code")).order_by("-version").values("pk")[:1]
    return rows.filter(pk=models.Subquery(latest))


def _to_come(rows: Rows) -> Rows:
    return rows.filter(day__gte=today())


def _between(rows: Rows) -> Rows:
    return rows.select_related("one", "other")


@dataclass(frozen=True)
class Kind:
    """One list of the desk: what it holds and in which words, and which rows are in force or to come."""

    title: str
    about: str
    form: type[RowForm]
    shown: Callable[[Rows], Rows]

    @property
    def can_drop(self) -> bool:
        """Whether its rows can go, which the action decides."""
        return self.model in DROPPED

    @property
    def model(self) -> type[models.Model]:
        """The table behind it."""
        return self.form._meta.model  # type: ignore[no-any-return]

    def rows(self) -> Rows:
        """What is in force or to come."""
        return self.shown(self.model._default_manager.all())


KINDS: dict[str, Kind] = {
    "officers": Kind("Officers", "Where they start from, where they go, what they are trained for, how much.", OfficerForm,
        lambda rows: rows.filter(active=True).select_related("user", "base")),
    "hours": Kind("Working hours", "Each week, or in turns with shifts.", HoursForm, _weekly),
    "extra-hours": Kind("Extra hours", "An evening or a morning besides the weekly hours.", ExtraForm,
        lambda rows: _to_come(rows).select_related("officer__user")),
    "absences": Kind("Absences", "Leave, court, training, duty. A visit in it keeps its officer and needs cover.", AbsenceForm,
        lambda rows: rows.filter(active=True, end_at__gt=now()).select_related("officer__user")),
    "closures": Kind("Our closed days", "No officer goes to any school.", ClosureForm, _to_come),
    "sessions": Kind("Sessions", "What schools can book. A change makes a new version; booked visits keep theirs.", TypeForm, _latest),
    "terms": Kind("Terms", "When pupils are in school, and from when on a term can be booked.", TermForm,
        lambda rows: rows.filter(last_day__gte=today()).select_related("authority", "school")),
    "closed-days": Kind("Days without visitors", "INSET days, exams, and days when a school is closed.", ClosedDayForm, _to_come),
    "travel": Kind("Ways between places", "Minutes by car. Without a row the distance decides.", TravelForm, _between),
    "venues": Kind("Venues", "Places that are no school. A visit there is booked at the desk, by the same rules.", VenueForm, lambda rows: rows),
    "school-travel": Kind("Ways between schools", "For two schools whose way differs from the rest.", SchoolTravelForm, _between),
}  # fmt: skip
