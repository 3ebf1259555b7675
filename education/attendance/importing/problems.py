"""What can be the matter with a row, and with a whole file."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models


class Code(models.TextChoices):
    """The codes of the import contract; nothing else is ever reported about a row."""

    SCHOOL_UNKNOWN = "school_unknown", "School not found"
    SCHOOL_AMBIGUOUS = "school_ambiguous", "More than one school"
    DATE_IMPOSSIBLE = "date_impossible", "No such date"
    DATE_AMBIGUOUS = "date_ambiguous", "Date can be read in two ways"
    COUNT_UNCLEAR = "count_unclear", "Count is not one number"
    COUNT_NEGATIVE = "count_negative", "Count below 0"
    CANCELLED = "cancelled", "Not delivered"
    DUPLICATE_ROW = "duplicate_row", "Same as an earlier row"
    OUTSIDE_PERIOD = "outside_period", "Outside the period"
    ESTIMATED = "estimated", "Estimated count"
    NO_COUNT = "no_count", "Delivered, no count taken"
    TOTAL_LINE = "total_line", "Not a session"
    FORMULA_IGNORED = "formula_ignored", "Formula not evaluated"
    ALREADY_IMPORTED = "already_imported", "Already imported"


class Problem(NamedTuple):
    """One remark about one row of the sheet (row 0: about the file); the message never repeats cell text."""

    row: int
    code: Code
    message: str


class TableError(Exception):
    """The file can't be read as a table (or a mapping, or decisions); says why in one sentence.

    `at_page` is the sentence for whoever sits at the page, where the command's says what to type.
    """

    def __init__(self, sentence: str, *, at_page: str = "") -> None:
        super().__init__(sentence)
        self.at_page = at_page or sentence
