"""Every write of this room."""

from education.attendance.actions.append import Line, append_entry, lock_register, open_register

__all__ = ["Line", "append_entry", "lock_register", "open_register"]
