"""Everything this room keeps: registers and their entries, imports of past spreadsheets, and the self check-in."""

from education.attendance.models.check_in import CheckIn, CheckInAnswer
from education.attendance.models.imports import (
    DraftDecision,
    ImportBatch,
    ImportDraft,
    ImportRow,
    SavedColumns,
)
from education.attendance.models.registers import (
    Entry,
    EntryLine,
    PeriodClose,
    Phone,
    RefusedUpload,
    Register,
    RegisterPart,
)

__all__ = [
    "CheckIn",
    "CheckInAnswer",
    "DraftDecision",
    "Entry",
    "EntryLine",
    "ImportBatch",
    "ImportDraft",
    "ImportRow",
    "PeriodClose",
    "Phone",
    "RefusedUpload",
    "Register",
    "RegisterPart",
    "SavedColumns",
]
