"""Every write of this room."""

from education.attendance.actions.append import Line, append_entry, lock_register, open_register
from education.attendance.actions.refused import look_at_refused, remove_refused
from education.attendance.actions.register import Result, record_entry
from education.attendance.actions.sign_off import mark_not_recorded, reopen, set_aside, settle, sign_off

__all__ = [
    "Line",
    "Result",
    "append_entry",
    "lock_register",
    "look_at_refused",
    "mark_not_recorded",
    "open_register",
    "record_entry",
    "remove_refused",
    "reopen",
    "set_aside",
    "settle",
    "sign_off",
]
