"""The register as a form: numbers and codes only, kept as typed until they are saved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from education.attendance import codes, policies, soft_checks
from education.attendance.actions import Line
from education.attendance.contract import (
    CORRECTION_REASONS,
    MOST_HEADS,
    OUTCOME_REASONS,
    Count,
    Submission,
    heads_asked,
)
from education.attendance.models import CheckIn, Entry, Register
from education.attendance.states import HANDS_UP_WORDS, PartName
from education.ledger.clock import now, to_utc
from education.liaison.models import Audience, SessionYear, TrainingSession

ENTERED_BY_HAND = [
    Entry.Method.COUNTED,
    Entry.Method.CONFIRMED_AS_EXPECTED,
    Entry.Method.SCHOOL_REGISTER,
    Entry.Method.ESTIMATED,
]


@dataclass(frozen=True)
class Question:
    """One number that the form asks for."""

    audience: str
    year: str
    label: str
    expected: int | None

    @property
    def name(self) -> str:
        return f"heads-{self.audience}-{self.year or 'all'}"


def label_of(audience: str, year: str) -> str:
    """How people call a group: Year 5, Parents and carers."""
    who = str(Audience(audience).label)
    if not year:
        return who
    years = str(SessionYear(year).label)
    return years if audience == Audience.PUPIL else f"{who}, {years}"


def questions_for(session: TrainingSession) -> list[Question]:
    """The groups that were booked, then parents and carers and staff, each once."""
    asked = [
        Question(g.audience, g.year, label_of(g.audience, g.year), g.expected) for g in session.groups.all()
    ]
    for audience in (Audience.PARENT_CARER, Audience.STAFF):
        if not any(question.audience == audience for question in asked):
            asked.append(Question(audience, "", label_of(audience, ""), None))
    return asked


class HeadsForm(forms.Form):
    """The numbers of one session; an empty one is not known, which is not the same as none."""

    extra_year = forms.ChoiceField(label="Another year group", required=False)
    extra_heads = forms.IntegerField(label="How many of them", required=False)

    def __init__(self, *args: Any, session: TrainingSession, counted: Entry | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.session, self.questions = session, questions_for(session)
        known = {(li.audience, li.year): li.actual for li in counted.lines.all()} if counted else {}
        booked = {(question.audience, question.year) for question in self.questions}
        self.questions += [
            Question(audience, year, label_of(audience, year), None)
            for audience, year in known
            if (audience, year) not in booked
        ]
        for question in self.questions:
            self.fields[question.name] = _heads_field(
                question.label, known.get((question.audience, question.year)), question.expected
            )
        self.fields["extra_heads"] = _heads_field("How many of them", None, None)
        taken = {question.year for question in self.questions if question.audience == Audience.PUPIL}
        years = [choice for choice in SessionYear.choices if choice[0] not in taken]
        self.fields["extra_year"].choices = [("", "None"), *years]  # type: ignore[attr-defined]

    @property
    def expected(self) -> int:
        """How many were booked altogether."""
        return sum(question.expected or 0 for question in self.questions)

    @property
    def heads(self) -> list[tuple[Question, BoundField]]:
        """The numbers asked for, with what was expected of each."""
        return [(question, self[question.name]) for question in self.questions]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        typed = cleaned.get("extra_heads") is not None
        if not {"extra_year", "extra_heads"} & set(self.errors) and bool(cleaned.get("extra_year")) != typed:
            self.add_error("extra_heads", "Choose the year group and type how many, or leave both empty.")
        if not self.errors and not self.counts():
            self.add_error(
                self.questions[0].name, "Type at least one number. Leave empty what you don’t know."
            )
        return cleaned

    def counts(self) -> list[Count]:
        """What was typed, without what was left empty."""
        found = [
            Count(question.audience, question.year, self.cleaned_data[question.name])
            for question in self.questions
            if self.cleaned_data.get(question.name) is not None
        ]
        if self.cleaned_data.get("extra_year") and self.cleaned_data.get("extra_heads") is not None:
            year, heads = self.cleaned_data["extra_year"], self.cleaned_data["extra_heads"]
            found.append(Count(Audience.PUPIL.value, year, heads))
        return found

    def lines(self) -> list[Line]:
        """The counts beside what was expected of each."""
        expected = {(question.audience, question.year): question.expected for question in self.questions}
        return [Line(c.audience, c.year, c.actual, expected.get((c.audience, c.year))) for c in self.counts()]


class RegisterForm(HeadsForm):
    """An officer's count, or the correction of one; the entry's id is minted with the empty form."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)
    part = forms.ChoiceField(label="Where you counted", choices=PartName.choices, required=False)
    method = forms.ChoiceField(
        label="How you know",
        choices=[(method.value, method.label) for method in ENTERED_BY_HAND],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label="Why it changes", required=False)
    sure = forms.BooleanField(label="Yes, these numbers are right", required=False)
    counted_at = forms.TimeField(
        label="When you counted", required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text="Only for numbers from a paper register: the time that is written on it.",
        error_messages={"invalid": "Write the time as 14:05."},
    )  # fmt: skip
    hands_question = forms.ChoiceField(
        label="What you asked the room",
        required=False,
        choices=[("", "Nothing"), *HANDS_UP_WORDS.items()],
    )
    hands_before = forms.IntegerField(label="Hands up before", required=False)
    hands_after = forms.IntegerField(label="Hands up after", required=False)

    def __init__(
        self,
        *args: Any,
        session: TrainingSession,
        register: Register | None,
        counted: Entry | None = None,
        **kw: Any,
    ) -> None:
        kw["initial"] = {
            "entry_id": uuid4(), "base_version": register.version if register else 0,
            "replaces": counted.pk if counted else None, "part": counted.part if counted else PartName.ONLY,
            "method": counted.method if counted else Entry.Method.COUNTED, **kw.get("initial", {}),
        }  # fmt: skip
        super().__init__(*args, session=session, counted=counted, **kw)
        self.counted = counted
        self.asked: list[str] = []
        if getattr(session, "check_in", None):
            confirmed = Entry.Method.SELF_CHECK_IN
            self.fields["method"].choices = [  # type: ignore[attr-defined]
                *self.fields["method"].choices,  # type: ignore[attr-defined]
                (confirmed.value, confirmed.label),
            ]
        hands = (counted.hands_up if counted else None) or {}
        for name in ("before", "after"):
            self.fields[f"hands_{name}"] = _number_field(f"Hands up {name}", hands.get(name), hands=True)
        self.fields["hands_question"].initial = hands.get("question", "")
        if counted:
            del self.fields["part"]
            self.fields["reason"] = forms.ChoiceField(
                label="Why it changes",
                choices=[("", "Choose a reason"), *_choices(CORRECTION_REASONS)],
                error_messages={"required": "Choose why the numbers change."},
            )
        else:
            del self.fields["reason"], self.fields["replaces"]

    def clean(self) -> dict[str, Any]:
        self._fill_as_expected()
        cleaned = super().clean()
        self._check_hands(cleaned)
        if not self.errors:
            self.asked = soft_checks.codes(self.session, self.lines())
            if self.asked and not cleaned.get("sure"):
                self.add_error("sure", "Please look at these numbers once more, then tick this box.")
        return cleaned

    @property
    def asks(self) -> list[str]:
        """The questions that the numbers raised."""
        return [soft_checks.QUESTIONS[code] for code in self.asked]

    def submission(self) -> Submission:
        """What was typed, as an entry of the upload contract; the paper says when, else the server's clock."""
        data = self.cleaned_data
        return Submission(
            id=data["entry_id"], session=self.session.public_id, base_version=data["base_version"],
            kind=Entry.Kind.CORRECTION if self.counted else Entry.Kind.COUNT, part=data.get("part", ""),
            replaces=data.get("replaces"), reason=data.get("reason", ""), method=data["method"],
            lines=tuple(self.counts()), hands_up=self.hands_up, captured_at=self.on_paper,
        )  # fmt: skip

    @property
    def on_paper(self) -> dt.datetime | None:
        """When a paper register says that it was counted, on the session's own day; None for a count of now."""
        written: dt.time | None = self.cleaned_data.get("counted_at")
        return to_utc(self.session.day, written) if written else None

    def clean_counted_at(self) -> dt.time | None:
        written: dt.time | None = self.cleaned_data["counted_at"]
        if written and to_utc(self.session.day, written) > now():
            raise forms.ValidationError("This time is still to come.")
        return written

    @property
    def hands_up(self) -> dict[str, Any] | None:
        """The two numbers of the room with what was asked, None when nothing was."""
        data = self.cleaned_data
        if not data.get("hands_question"):
            return None
        return {
            "question": data["hands_question"],
            "before": data["hands_before"],
            "after": data["hands_after"],
        }

    def _check_hands(self, cleaned: dict[str, Any]) -> None:
        """All three or nothing, and never more hands than heads."""
        typed = {name: cleaned.get(f"hands_{name}") for name in ("before", "after")}
        known = {name: hands for name, hands in typed.items() if hands is not None}
        if {"hands_question", "hands_before", "hands_after"} & set(self.errors):
            return
        if cleaned.get("hands_question"):
            for name in typed.keys() - known.keys():
                self.add_error(f"hands_{name}", "Type how many hands were up, or choose “Nothing” above.")
        elif known:
            self.add_error("hands_question", "Choose what you asked, or leave both numbers empty.")
        if self.errors:
            return
        heads = heads_asked(self.counts())
        for name, hands in known.items():
            if hands > heads:
                self.add_error(f"hands_{name}", f"That is more hands than people: {heads} were there.")

    def _fill_as_expected(self) -> None:
        """One button for a full class: what was left empty is what was booked; another number is a count."""
        pressed = "as_expected" in self.data
        if not pressed and self.cleaned_data.get("method") != Entry.Method.CONFIRMED_AS_EXPECTED:
            return
        self.errors.pop("method", None)
        booked = [question for question in self.questions if question.expected is not None]
        for question in booked:
            if question.name not in self.errors and self.cleaned_data.get(question.name) is None:
                self.cleaned_data[question.name] = question.expected
        same = all(self.cleaned_data.get(question.name) == question.expected for question in booked)
        method = Entry.Method.CONFIRMED_AS_EXPECTED if same else Entry.Method.COUNTED
        self.cleaned_data["method"] = method.value


class NotDeliveredForm(forms.Form):
    """A session that did not take place, with the reason as a code."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why it did not take place",
        choices=[(reason.value, reason.label) for reason in Entry.Reason if reason in OUTCOME_REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason."},
    )

    def submission(self, session: TrainingSession) -> Submission:
        """The outcome as an entry of the upload contract."""
        return Submission(
            id=self.cleaned_data["entry_id"], session=session.public_id, kind=Entry.Kind.OUTCOME,
            outcome=Entry.Outcome.NOT_DELIVERED, reason=self.cleaned_data["reason"],
        )  # fmt: skip


class DecisionForm(forms.Form):
    """A reason for a supervisor's decision, and the version of the register that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(label="Reason", choices=[], error_messages={"required": "Choose a reason."})

    def __init__(self, *args: Any, reasons: list[tuple[str, str]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["reason"].choices = [("", "Choose a reason"), *reasons]  # type: ignore[attr-defined]


def correction_reasons() -> list[tuple[str, str]]:
    """Why a count may change, in words."""
    return _choices(CORRECTION_REASONS)


def read_choice(value: str) -> UUID | None:
    """The id of a chosen entry, or None."""
    try:
        return UUID(value)
    except ValueError:
        return None


def _choices(codes: Any) -> list[tuple[str, str]]:
    return [(reason.value, str(reason.label)) for reason in Entry.Reason if reason in codes]


def _heads_field(label: str, initial: int | None, expected: int | None) -> forms.IntegerField:
    return _number_field(label, initial, expected=expected)


def _number_field(
    label: str, initial: int | None, *, expected: int | None = None, hands: bool = False
) -> forms.IntegerField:
    """A whole number that may stay empty; hands are not heads, so they are not added to the running total."""
    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 5,
               **({} if hands else {"data-heads": True}),
               **({"data-expected": expected} if expected is not None else {})}
    )  # fmt: skip
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST_HEADS, initial=initial, widget=widget,
        error_messages={
            "invalid": "Type a whole number, or leave it empty.",
            "min_value": "A count can’t be below 0.",
            "max_value": "A count can’t be above 2,000.",
        },
    )  # fmt: skip


class CheckInForm(forms.Form):
    """What the room is asked at a parents' evening: one number, and a year group if they like."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False)
    adults = forms.TypedChoiceField(
        label=_("How many adults are in your group?"),
        choices=[(str(number), str(number)) for number in range(1, policies.LARGEST_CHECK_IN_GROUP + 1)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how many adults are in your group."),
            "invalid_choice": _("Choose a number from 1 to 6. A larger group answers in two parts."),
        },
    )
    year = forms.ChoiceField(
        label=_("From which year group?"),
        required=False,
        choices=[
            ("", _("Rather not say")),
            *[choice for choice in SessionYear.choices if choice[0] != SessionYear.NOT_STATED],
        ],
        error_messages={"invalid_choice": _("Choose a year group from the list, or “Rather not say”.")},
    )

    def __init__(self, *args: Any, check_in: CheckIn, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.check_in = check_in
        self.fields["mark"].initial = codes.new_mark(check_in)

    def clean_mark(self) -> UUID:
        mark = codes.read_mark(self.check_in, self.cleaned_data["mark"])
        if mark is None:
            raise forms.ValidationError(_("This page was too old. Please send your answer once more."))
        return mark

    def renew(self) -> None:
        """Give a form whose mark can't be read a new one, so that sending it once more goes well."""
        if "mark" in self.errors:
            self.data = {
                "adults": self.data.get("adults", ""), "year": self.data.get("year", ""),
                "mark": codes.new_mark(self.check_in),
            }  # fmt: skip
