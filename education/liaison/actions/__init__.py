"""All writes of this room; one verb a function, one transaction each."""

from education.liaison.actions.outcome import record_outcome

__all__ = ["record_outcome"]
