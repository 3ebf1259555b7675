"""Year groups, age bands, key stages and framework stages of England: plain data, in one place.

Ages and key stages: GOV.UK, "The national curriculum: overview", checked 2026-11-21. Bands are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Band:
    """An age band: `code` is used in addresses, `label` on screen, `shape` beside its colour."""

    code: str
    label: str
    youngest: int
    oldest: int
    shape: str


@dataclass(frozen=True)
class Year:
    """A school year: ages in years at its start and end."""

    code: str
    label: str
    age_from: int
    age_to: int
    key_stage: str
    band: str


BANDS: tuple[Band, ...] = (
    Band("4-7", "4–7", 4, 7, "circle"),
    Band("8-10", "8–10", 8, 10, "square"),
    Band("11-13", "11–13", 11, 13, "triangle"),
    Band("14-plus", "14+", 14, 18, "hexagon"),
)
BAND = {band.code: band for band in BANDS}
BAND_CHOICES = [(band.code, band.label) for band in BANDS]

YEARS: tuple[Year, ...] = (
    Year("R", "Reception", 4, 5, "EYFS", "4-7"),
    Year("1", "Year 1", 5, 6, "KS1", "4-7"),
    Year("2", "Year 2", 6, 7, "KS1", "4-7"),
    Year("3", "Year 3", 7, 8, "KS2", "8-10"),
    Year("4", "Year 4", 8, 9, "KS2", "8-10"),
    Year("5", "Year 5", 9, 10, "KS2", "8-10"),
    Year("6", "Year 6", 10, 11, "KS2", "8-10"),
    Year("7", "Year 7", 11, 12, "KS3", "11-13"),
    Year("8", "Year 8", 12, 13, "KS3", "11-13"),
    Year("9", "Year 9", 13, 14, "KS3", "11-13"),
    Year("10", "Year 10", 14, 15, "KS4", "14-plus"),
    Year("11", "Year 11", 15, 16, "KS4", "14-plus"),
    Year("12", "Year 12", 16, 17, "KS5", "14-plus"),
    Year("13", "Year 13", 17, 18, "KS5", "14-plus"),
)
YEAR = {year.code: year for year in YEARS}
YEAR_CHOICES = [(year.code, year.label) for year in YEARS]


def band_of(years: Iterable[str]) -> str:
    """The band that most of these years lie in; on a tie the younger one, so that nothing is pitched too high.

    Raises ValueError for no years at all and KeyError for an unknown code.
    """
    counts: dict[str, int] = {}
    for code in years:
        counts[YEAR[code].band] = counts.get(YEAR[code].band, 0) + 1
    if not counts:
        raise ValueError("A page without year groups has no band.")
    most = max(counts.values())
    return next(band.code for band in BANDS if counts.get(band.code) == most)


def years_label(years: Iterable[str]) -> str:
    """Year groups in words, a run as a range: "Reception to Year 2", "Years 7 and 9"."""
    order = [year.code for year in YEARS]
    found = sorted(set(years), key=order.index)
    if not found:
        return ""
    labels = [YEAR[code].label for code in found]
    if len(found) == 1:
        return labels[0]
    run = order.index(found[-1]) - order.index(found[0]) + 1 == len(found)
    return f"{labels[0]} to {labels[-1]}" if run else f"{', '.join(labels[:-1])} and {labels[-1]}"


def years_of(bands: Iterable[str]) -> list[str]:
    """The school years of these bands, in order."""
    wanted = set(bands)
    return [year.code for year in YEARS if year.band in wanted]


def ages_of(years: Iterable[str] = (), bands: Iterable[str] = ()) -> frozenset[int]:
    """Every age in years that these school years and bands are about."""
    found = {age for code in years if code in YEAR for age in (YEAR[code].age_from, YEAR[code].age_to)}
    for code in bands:
        if code in BAND:
            found.update(range(BAND[code].youngest, BAND[code].oldest + 1))
    return frozenset(found)


def age_words(years: Iterable[str] = (), bands: Iterable[str] = ()) -> str:
    """School years and ages as people type them, to be found by: "Reception", "Year 5", "aged 7"."""
    years, bands = list(years), list(bands)
    labels = [YEAR[code].label for code in dict.fromkeys([*years, *years_of(bands)]) if code in YEAR]
    return " ".join([*labels, *(f"aged {age}" for age in sorted(ages_of(years, bands)))])
