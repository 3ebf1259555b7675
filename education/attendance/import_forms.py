"""Forms of the import page: a sheet, its columns, its total, and what a person decides for one row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms

from education.attendance.actions.drafts import DifferenceReason
from education.attendance.actions.imports import WithdrawReason
from education.attendance.importing.cells import MOST
from education.attendance.importing.decisions import Decision
from education.attendance.importing.drafts import FIELD_WORDS, PAGE_BYTES, shown
from education.attendance.importing.headers import letter
from education.attendance.importing.matching import Directory
from education.attendance.importing.periods import Period
from education.attendance.importing.values import Row
from education.attendance.models import ImportDraft
from education.ledger.clock import today

YEARS = 15
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def periods() -> list[tuple[str, list[tuple[str, str]]]]:
    """The years that a sheet may be for, the newest first, by each of the three reckonings."""
    years = range(today().year, today().year - YEARS, -1)
    pairs = [(year, f"{(year + 1) % 100:02}") for year in years]
    return [
        ("Calendar year", [(f"calendar-{year}", str(year)) for year in years]),
        ("School year", [(f"academic-{y}-{end}", f"September {y} to August {y + 1}") for y, end in pairs]),
        ("Financial year", [(f"financial-{y}-{end}", f"April {y} to March {y + 1}") for y, end in pairs]),
    ]


def total_field(required: bool = False) -> forms.IntegerField:
    """The sheet's own sum of children and parents."""
    return forms.IntegerField(
        label="The sheet’s own total of children and parents",
        help_text="Type it from the sheet’s last line or from its owner. The page shows how far the rows are from it.",
        min_value=0, max_value=10_000_000, required=required,
        error_messages={
            "invalid": "Write the total in digits, such as 7805.", "min_value": "A total can’t be below 0.",
            "max_value": "This total is too large.", "required": "Type the sheet’s own total.",
        },
    )  # fmt: skip


class UploadForm(forms.Form):
    """A sheet, and what nobody can see from it: its year and the order of its dates."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="CSV, XLSX or ODS, at most 20 MB and 20,000 rows. It is deleted when it is committed, and after 7 days.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty: choose another."},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
    )
    period = forms.ChoiceField(
        label="Which year is it for?", choices=periods, error_messages={"required": "Choose the year."}
    )
    date_order = forms.ChoiceField(
        label="How are its dates written?", choices=ImportDraft.DateOrder.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say how the dates are written: nobody can tell 3/4 from 4/3."},
    )  # fmt: skip
    control_total = total_field()
    encoding = forms.ChoiceField(
        label="Letters of a CSV file", choices=ImportDraft.Encoding.choices, required=False,
        help_text="Only when accents look wrong.",
    )  # fmt: skip
    delimiter = forms.ChoiceField(
        label="Between the cells of a CSV file", choices=ImportDraft.Delimiter.choices, required=False
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > PAGE_BYTES:
            raise forms.ValidationError(f"The file is larger than {PAGE_BYTES >> 20} MB: split it.")
        content: bytes = file.read()
        return content


class ColumnsForm(forms.Form):
    """Which column holds what; every choice shows the column's letter and its header."""

    header_row = forms.IntegerField(
        label="Row with the headers", min_value=1, max_value=1_048_576,
        error_messages={"required": "Say which row holds the headers."},
    )  # fmt: skip
    date_order = forms.ChoiceField(label="How are its dates written?", choices=ImportDraft.DateOrder.choices)
    save = forms.BooleanField(
        label="Read the next sheet with these headers in the same way", required=False, initial=True
    )

    def __init__(self, *args: Any, header: Row | None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        cells = header[1] if header else []
        columns = [
            (str(n), f"{letter(n - 1)}: {shown(cell) or 'no header'}") for n, cell in enumerate(cells, 1)
        ]
        for name, words in FIELD_WORDS.items():
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=words, required=False, choices=[("", "Find out"), ("0", "Not in this sheet"), *columns]
            )

    def columns(self) -> dict[str, int]:
        """What was settled: column numbers from 1, 0 for a field that the sheet does not have."""
        chosen = {name: self.cleaned_data[f"column_{name}"] for name in FIELD_WORDS}
        return {name: int(number) for name, number in chosen.items() if number}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [cleaned.get(f"column_{name}", "") for name in FIELD_WORDS]
        for name in FIELD_WORDS:
            number = cleaned.get(f"column_{name}", "")
            if number not in {"", "0"} and chosen.count(number) > 1:
                self.add_error(f"column_{name}", "This column is chosen twice.")
        return cleaned


class TotalForm(forms.Form):
    """The control total alone."""

    control_total = total_field(required=True)


class RowForm(forms.Form):
    """What one row means, by a person's word; numbers, a date and a school, no text."""

    skip = forms.BooleanField(label="Leave this row out", required=False)
    urn = forms.IntegerField(
        label="School’s URN", required=False, min_value=10_000, max_value=9_999_999,
        error_messages={"invalid": "Write the URN in digits.", "min_value": "A URN has five to seven digits.",
                        "max_value": "A URN has five to seven digits."},
    )  # fmt: skip
    day = forms.DateField(
        label="Day", required=False, widget=DAY, error_messages={"invalid": "Write a day that there is."}
    )
    pupils = forms.IntegerField(label="Children", required=False, min_value=0, max_value=MOST)
    parents = forms.IntegerField(label="Parents and carers", required=False, min_value=0, max_value=MOST)
    uncounted = forms.BooleanField(
        label="Nobody counted",
        required=False,
        help_text="It took place and has no number: unknown, never zero.",
    )
    partly = forms.BooleanField(
        label="Nobody knows the number that the sheet leaves unclear",
        required=False,
        help_text="The other number counts; this one stays unknown.",
    )

    def __init__(
        self,
        *args: Any,
        row: int,
        period: Period,
        directory: Directory,
        unclear: Collection[str] = (),
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.row, self.period, self.directory, self.unclear = row, period, directory, unclear
        if not unclear:
            del self.fields["partly"]
        for name in ("pupils", "parents"):
            self.fields[name].error_messages |= {
                "invalid": "Write a whole number.", "min_value": "A count can’t be below 0.",
                "max_value": f"A count can’t be above {MOST:,}.",
            }  # fmt: skip

    def clean_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["day"]
        if day and day > today():
            raise forms.ValidationError("This day is still to come.")
        if day and not self.period.holds(day):
            raise forms.ValidationError(
                f"This day lies outside {self.period.words}: leave the row out, or import it with its own year."
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("skip"):
            for name in ("urn", "day", "pupils", "parents"):
                self.errors.pop(name, None)
            return cleaned
        if "urn" in cleaned and cleaned["urn"] not in self.directory.by_urn:
            self.add_error("urn", "No school has this URN: correct it, or load the schools first.")
        if "day" in cleaned and cleaned["day"] is None:
            self.add_error("day", "Say on which day it was, or leave the row out.")
        counts = [cleaned.get(name) for name in ("pupils", "parents")]
        known = None not in counts or any(
            counts
        )  # a nought beside an empty box says nothing of who was there
        if not {"pupils", "parents"} & set(self.errors) and known == cleaned["uncounted"]:
            words = "Type how many there were, or tick “Nobody counted”."
            self.add_error("pupils", "There is a number here, so somebody counted." if known else words)
        empty = [name for name in self.unclear if name in cleaned and cleaned[name] is None]
        if known and empty and not cleaned["partly"]:
            words = (
                "What the sheet says here is no number: type how many there were, or tick that nobody knows."
            )
            self.add_error(empty[0], words)
        return cleaned

    def decision(self) -> Decision:
        """What was decided."""
        said = self.cleaned_data
        if said["skip"]:
            return Decision(self.row, skip=True)
        heads = (None, None) if said["uncounted"] else (said["pupils"], said["parents"])
        return Decision(self.row, False, self.directory.by_urn[said["urn"]], said["day"], *heads)


class WithdrawForm(forms.Form):
    """Why a batch is taken back."""

    reason = forms.ChoiceField(
        label="Reason", choices=[("", "Choose a reason"), *WithdrawReason.choices],
        error_messages={"required": "Choose a reason."},
    )  # fmt: skip


class CommitForm(forms.Form):
    """A difference that stays is accepted with a reason, or the sheet is not committed."""

    accept = forms.ChoiceField(
        label="Accept the difference, because", required=False,
        choices=[("", "Do not accept it"), *DifferenceReason.choices],
    )  # fmt: skip
