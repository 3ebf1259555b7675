"""What the desk asks before a figure is prepared or withdrawn."""

from __future__ import annotations

from django import forms
from django.core.validators import URLValidator

from education.figures import queries
from education.figures.models import ReportedFigure, Snapshot
from education.figures.periods import Period, PeriodError, parse
from education.ledger.clock import today
from education.people.models import User
from education.people.roles import DESK


class PeriodForm(forms.Form):
    """Which period; a day before its end makes a year to date."""

    period = forms.ChoiceField(label="Period")
    until = forms.DateField(
        label="Only up to this day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave it empty for the whole year, or for the year so far.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (p.key, p.name[0].upper() + p.name[1:]) for p in queries.periods_on_offer(today())
        ]

    def clean(self) -> dict[str, object]:
        """Read the period; a day that does not fit it is an error of that field."""
        data = super().clean() or {}
        if "period" in data and "until" in data:
            key = f"{data['period']}-to-{data['until']}" if data["until"] else data["period"]
            try:
                data["chosen"] = parse(key, today=today())
            except PeriodError as error:
                self.add_error("until", str(error))
        return data

    @property
    def chosen(self) -> Period | None:
        """The period, once the form is valid."""
        return self.cleaned_data.get("chosen") if self.is_bound and self.is_valid() else None


class PrepareForm(forms.Form):
    """How the figure is to be published."""

    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Final if it may be"), (Snapshot.Status.PROVISIONAL.value, "Provisional")],
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed for a revision, and where fewer than three schools were visited. It is public.",
    )
    error_found = forms.BooleanField(
        label="An error was found",
        required=False,
        help_text="A final figure is revised only when it changes by half a per cent, or when it was wrong.",
    )


class ReleaseForm(forms.Form):
    """When everybody may see an approved figure."""

    release_at = forms.DateTimeField(
        label="Release at",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="Leave it empty to publish now. Until its hour only those on its list see it.",
        error_messages={"invalid": "Write a day and a time, such as 2027-01-29 09:30."},
    )


class EarlyAccessForm(forms.Form):
    """Who may see a figure before its hour."""

    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Person",
        empty_label="Choose somebody",
        error_messages={"required": "Choose somebody.", "invalid_choice": "Choose somebody of the list."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.holding(*DESK).order_by("first_name", "last_name", "pk")  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """Two figures, of which one is to be explained by the other."""

    old = forms.ModelChoiceField(queryset=Snapshot.objects.none(), to_field_name="slug", label="From")
    new = forms.ModelChoiceField(queryset=Snapshot.objects.none(), to_field_name="slug", label="To")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = queries.with_basis()  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a figure is withdrawn."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Its page will show this to everybody.",
        error_messages={"required": "Say why the figure is withdrawn."},
    )


class ReportedForm(forms.ModelForm):
    """A number that the force reported about its other work, in its source's own sense."""

    source_url = forms.URLField(
        label="Address of the source",
        assume_scheme="https",
        max_length=300,
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": "Write the whole address, such as https://www.example.org/report."},
    )

    class Meta:
        model = ReportedFigure
        fields = (
            "label", "qualifier", "value", "unit", "period", "period_start", "period_end", "source_name",
            "source_url", "as_at",
        )  # fmt: skip
        labels = {
            "label": "What was counted",
            "qualifier": "How exactly the source says it",
            "value": "Number",
            "unit": "Of what",
            "period": "Period, in the source's words",
            "period_start": "First day, where the source gives it",
            "period_end": "Last day, where the source gives it",
            "source_name": "Source",
            "as_at": "Day on which you read it",
        }
        help_texts = {
            "label": "Such as “Arrests”.",
            "qualifier": "A source that says “more than 700” is never shown as 700.",
            "unit": "Such as “arrests” or “children”.",
            "period": "Such as “2019, year to date; the report gives no end date”.",
            "source_name": "Who said it, and where it was printed.",
        }
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("period_start", "period_end", "as_at")
        }

    def clean(self) -> dict[str, object]:
        """The days of a period stand in their order, and nobody has read a source tomorrow."""
        data = super().clean() or {}
        first, last, read = (data.get(name) for name in ("period_start", "period_end", "as_at"))
        if first and last and last < first:
            self.add_error("period_end", "The last day comes before the first.")
        if read and read > today():
            self.add_error("as_at", "This day has not come yet.")
        return data
