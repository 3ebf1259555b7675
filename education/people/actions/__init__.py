"""All writes of this room; one verb a function, one transaction each."""

from education.people.actions.emptying import ask_for_erasure, empty_person
from education.people.actions.naming import change_name
from education.people.actions.unused import end_unused, remove_unverified

__all__ = ["ask_for_erasure", "change_name", "empty_person", "end_unused", "remove_unverified"]
