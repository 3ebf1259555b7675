"""A figure before publication: the numbers and the shares that stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Total:
    """A figure before publication: heads by audience, and what stands beside them."""

    children: int
    parents: int
    sessions: int  # delivered sessions of a type that counts
    schools: int  # different schools of those sessions
    recorded: int  # those of them with a register
    unsigned: int  # recorded, but not signed off
    disputed: int
    heads: Mapping[str, int]  # counted, estimated, imported
    session_digest: str
    last_event: int
    has_demo: bool

    @property
    def total(self) -> int:
        """Children and parents and carers together."""
        return self.children + self.parents

    @property
    def coverage(self) -> float | None:
        """The share of delivered sessions that have a register, to one in a thousand; None without sessions."""
        return round(self.recorded / self.sessions, 3) if self.sessions else None

    @property
    def shares(self) -> dict[str, float]:
        """The shares of heads counted, estimated and imported, in thousandths that add up to exactly one."""
        return shares(self.heads)


def shares(heads: Mapping[str, int]) -> dict[str, float]:
    """Parts of a whole in thousandths that add up to exactly one (largest remainders get what is left)."""
    whole = sum(heads.values())
    if not whole:
        return dict.fromkeys(heads, 0.0)
    parts = {key: divmod(value * 1000, whole) for key, value in heads.items()}
    missing = 1000 - sum(part for part, _ in parts.values())
    for key in sorted(parts, key=lambda k: -parts[k][1])[:missing]:
        parts[key] = (parts[key][0] + 1, 0)
    return {key: part / 1000 for key, (part, _) in parts.items()}
