"""Linear programs over the cells of tables, solved by HiGHS; what can't be solved to the end is an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from education.figures.disclosure.rules import BlockedError

SLACK = 1e-6


class Program:
    """Unknown numbers from 0 up, and sums of them that are known or bounded."""

    def __init__(self, size: int, most: float) -> None:
        try:
            import highspy
            import numpy
        except ImportError as error:
            raise BlockedError(f"Disclosure can't be checked here: {error}. Nothing is published.")
        self.highs, self.np = highspy, numpy
        self.size = size
        self.lower: Any = numpy.zeros(size)
        self.upper: Any = numpy.full(size, float(most))
        self.cost: Any = numpy.zeros(size)
        self.starts: list[int] = [0]
        self.index: list[int] = []
        self.value: list[float] = []
        self.least: list[float] = []
        self.largest: list[float] = []
        self.solver: Any = None

    def add(self, terms: Sequence[tuple[int, float]], least: float, largest: float) -> None:
        """A sum that lies between two bounds."""
        for at, factor in terms:
            self.index.append(at)
            self.value.append(factor)
        self.starts.append(len(self.index))
        self.least.append(least)
        self.largest.append(largest)

    def fix(self, indexes: Sequence[int], value: float) -> None:
        """A sum that is known."""
        if value == 0:
            self.upper[list(indexes)] = 0.0
        else:
            self.add([(at, 1.0) for at in indexes], value, value)

    def minimise(self, terms: Sequence[tuple[int, float]] | None = None, *, sign: float = 1.0) -> Any | None:
        """The values at the least sum of `terms` (or at the least cost set before); None when there are none.

        Raises BlockedError when the solver does not come to an end.
        """
        solver = self._solver()
        if terms is not None:
            at = self.np.array([index for index, _ in terms], dtype=self.np.int32)
            solver.changeColsCost(self.size, self._every, self.np.zeros(self.size))
            solver.changeColsCost(
                len(at), at, self.np.array([sign * factor for _, factor in terms], dtype=self.np.float64)
            )
        solver.run()
        status = solver.getModelStatus()
        if status == self.highs.HighsModelStatus.kInfeasible:
            return None
        if status != self.highs.HighsModelStatus.kOptimal:
            raise BlockedError(
                f"Disclosure can't be checked: the solver ended with {solver.modelStatusToString(status)}."
                " Nothing is published."
            )
        return self.np.array(solver.getSolution().col_value)

    def _solver(self) -> Any:
        if self.solver is None:
            np = self.np
            lp = self.highs.HighsLp()
            lp.num_col_, lp.num_row_ = self.size, len(self.least)
            lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost, self.lower, self.upper
            lp.row_lower_, lp.row_upper_ = np.array(self.least), np.array(self.largest)
            lp.a_matrix_.format_ = self.highs.MatrixFormat.kRowwise
            lp.a_matrix_.start_ = np.array(self.starts, dtype=np.int32)
            lp.a_matrix_.index_ = np.array(self.index, dtype=np.int32)
            lp.a_matrix_.value_ = np.array(self.value, dtype=np.float64)
            self.solver = self.highs.Highs()
            self.solver.setOptionValue("output_flag", False)
            self.solver.setOptionValue("threads", 1)
            self.solver.passModel(lp)
            self._every = np.arange(self.size, dtype=np.int32)
        return self.solver

    def grow(self, number: int) -> int:
        """More unknowns, from 0 up; returns the number of the first."""
        first, np = self.size, self.np
        self.size += number
        self.lower = np.concatenate([self.lower, np.zeros(number)])
        self.upper = np.concatenate([self.upper, np.full(number, self.highs.kHighsInf)])
        self.cost = np.concatenate([self.cost, np.zeros(number)])
        return first
