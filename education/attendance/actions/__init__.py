"""Every write of this room."""

from education.attendance.actions.append import Line, append_entry, lock_register, open_register
from education.attendance.actions.check_in import (
    answer_check_in,
    close_check_in,
    open_check_in,
    remove_check_in_answers,
)
from education.attendance.actions.exports import note_export
from education.attendance.actions.many import record_entries
from education.attendance.actions.phones import enrol_phone, note_phone, revoke_phone
from education.attendance.actions.refused import look_at_refused, remove_refused
from education.attendance.actions.register import Result, record_entry
from education.attendance.actions.sign_off import mark_not_recorded, reopen, set_aside, settle, sign_off
from education.attendance.actions.supervise import chase_missing, close_month, sign_off_together

__all__ = [
    "Line",
    "Result",
    "answer_check_in",
    "append_entry",
    "chase_missing",
    "close_check_in",
    "close_month",
    "enrol_phone",
    "lock_register",
    "look_at_refused",
    "mark_not_recorded",
    "note_export",
    "note_phone",
    "open_check_in",
    "open_register",
    "record_entries",
    "record_entry",
    "remove_check_in_answers",
    "remove_refused",
    "reopen",
    "revoke_phone",
    "set_aside",
    "settle",
    "sign_off",
    "sign_off_together",
]
