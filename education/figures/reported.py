"""Numbers that the force reported about its other work, as the press printed them; never added to ours."""

from __future__ import annotations

import datetime as dt
from typing import Any

READ_ON = dt.date(2026, 11, 21)
_AREA = "the Cleveland Police area"
_YEAR = {
    "geography": _AREA,
    "period": "2019, year to date; the report gives no end date",
    "period_start": dt.date(2019, 1, 1),
    "source_name": "Cleveland Police, in the Hartlepool Mail",
    "source_url": "http://www.hartlepoolmail.co.uk/news/crime/online-paedophile-rings-targeted-by-special"
    "-cleveland-police-team-which-has-protected-200-children-from-abuse-493803",
}
_YEARS = {
    "geography": _AREA,
    "source_name": "Cleveland Police, in the Hartlepool Mail, 21 December 2018",
    "source_url": "https://www.hartlepoolmail.co.uk/news/700-children-safeguarded-by-specialist-paedophile"
    "-investigation-team-1-9504150",
}
_FIVE = {**_YEARS, "period": "the team's first five years, reported in December 2018"}
_THREE = {**_YEARS, "period": "three years, reported in December 2018"}

FIGURES: tuple[dict[str, Any], ...] = (
    {"key": "children-safeguarded-2019", "label": "Children safeguarded", "value": 226, "unit": "children", **_YEAR},
    {"key": "arrests-2019", "label": "Arrests", "value": 79, "unit": "arrests", **_YEAR},
    {"key": "voluntary-interviews-2019", "label": "Voluntary interviews", "value": 14, "unit": "interviews", **_YEAR},
    {"key": "warrants-2019", "label": "Warrants carried out", "value": 46, "unit": "warrants", **_YEAR},
    {"key": "referrals-2019", "label": "Referrals to social services", "value": 64, "unit": "referrals", **_YEAR},
    {"key": "children-protected-five-years", "label": "Children protected", "qualifier": "more_than", "value": 700,
     "unit": "children", **_FIVE},
    {"key": "people-charged-three-years", "label": "People charged", "value": 253, "unit": "people", **_THREE},
    {"key": "warrants-three-years", "label": "Warrants carried out", "qualifier": "more_than", "value": 350,
     "unit": "warrants", **_THREE},
)  # fmt: skip
