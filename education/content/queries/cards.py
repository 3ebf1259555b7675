"""Reads of the finders: the cards of lessons and guides, the questions they are found by, and guides by number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from education.content.ages import BAND, BAND_CHOICES, YEAR_CHOICES, age_words, band_of, years_label
from education.content.finder import Card, Facet, fold
from education.content.models import GuideIndexPage, GuidePage, LessonIndexPage, LessonPage
from education.content.topics import (
    DEVICE_CHOICES,
    MINUTES_CHOICES,
    SITUATION_CHOICES,
    STRAND,
    STRAND_CHOICES,
    TOPIC_CHOICES,
)

LARGEST = 32_767  # what the column of a guide's number holds


def lesson_facets(languages: Sequence[tuple[str, str]]) -> tuple[Facet, ...]:
    """The questions of the lesson finder; languages only where there is more than one."""
    return (
        Facet("band", _("Age"), tuple(BAND_CHOICES)),
        Facet("year", _("School year"), tuple(YEAR_CHOICES)),
        Facet("strand", _("Strand"), tuple(STRAND_CHOICES)),
        Facet(
            "minutes",
            _("Time"),
            tuple((str(n), _("up to %(n)s minutes") % {"n": n}) for n, _words in MINUTES_CHOICES),
            at_most=True,
        ),
        *_language_facet(languages),
    )


def guide_facets(languages: Sequence[tuple[str, str]]) -> tuple[Facet, ...]:
    """The questions of the guide finder; languages only where there is more than one."""
    return (
        Facet("band", _("Child’s age"), tuple(BAND_CHOICES)),
        Facet("situation", _("Situation"), tuple(SITUATION_CHOICES)),
        Facet("topic", _("Topic"), tuple(TOPIC_CHOICES)),
        Facet("device", _("Device"), tuple(DEVICE_CHOICES)),
        *_language_facet(languages),
    )


def _language_facet(languages: Sequence[tuple[str, str]]) -> tuple[Facet, ...]:
    return (Facet("language", _("Language"), tuple(languages)),) if len(languages) > 1 else ()


def languages() -> list[tuple[str, str]]:
    """The languages of the site by code, each named in itself; the first one is the site's own."""
    found = []
    for locale in Locale.objects.order_by("pk"):
        code = locale.language_code
        try:
            name = get_language_info(code.partition("-")[0])["name_local"]
        except KeyError:
            name = locale.get_display_name()
        found.append((code, name))
    return found


def texts_of(stream: object) -> str:
    """What a reader sees of a stream's raw data; its blocks' types and ids and its markup are no words to be found by."""

    def words(item: object) -> list[str]:
        if isinstance(item, str):
            return [re.sub(r"<[^>]*>", " ", item)]
        if isinstance(item, Mapping):
            return words(item["value"] if "value" in item else list(item.values()))
        if isinstance(item, Iterable):
            return [word for part in item for word in words(part)]
        return []

    return " ".join(words(stream))


def _texts(stream: str | None) -> str:
    return texts_of(json.loads(stream or "[]"))


Row = dict[str, Any]


def _rows(
    *, pages: PageQuerySet, index: Page, names: Sequence[str], language: str, several: bool
) -> list[Row]:
    """The live pages under an index in tree order, by two queries; where a page has a version in the language that
    was asked for, that one's words. Each row has `url`, in `languages` the codes of all its live versions, and in
    `heard` what they all say: so that no count turns on the language in which the cards are shown.

    Where the site has several languages, that is one query more.
    """
    children = pages.live().public().child_of(index).order_by("path")
    code = "locale__language_code"
    named = ("translation_key", "slug", "title", "summary", "search_words", code, *names)
    rows = list(children.values(*named))
    base = index.get_url() or "/"
    for row in rows:
        row |= {"url": f"{base}{row['slug']}/", "languages": {row[code]}, "language": row[code]}
        row["heard"] = [_said(row)]
    if not several:
        return rows
    by_key = {row["translation_key"]: row for row in rows}
    versions = pages.live().public().filter(translation_key__in=list(by_key)).exclude(locale=index.locale_id)
    bases: dict[str, str] = {}
    for version in versions.values(*named):
        spoken, row = version[code], by_key[version["translation_key"]]
        row["languages"].add(spoken)
        row["heard"].append(_said(version))
        if spoken == language:
            if spoken not in bases:
                bases[spoken] = _base(index, spoken)
            url = f"{bases[spoken]}{version['slug']}/"
            row |= {"url": url, "language": spoken, "title": version["title"], "summary": version["summary"]}
    return rows


def _said(row: Row) -> str:
    """What one version says in its own language."""
    streams = [_texts(row.get(name)) for name in ("lines", "meanings")]
    return " ".join([row["title"], row["summary"], row["search_words"], *streams])


def _base(index: Page, language: str) -> str:
    """The address of an index in another language."""
    other = index.get_translations().filter(locale__language_code=language).first()
    return (other and other.get_url()) or "/"


def lesson_cards(*, index: LessonIndexPage, language: str = "", several: bool = False) -> list[Card]:
    """The live lessons under an index, in tree order, by two queries, or three where the site has several languages."""
    rows = _rows(
        pages=LessonPage.objects.annotate(
            lines=Cast("outcomes", TextField()), meanings=Cast("key_words", TextField())
        ),
        index=index,
        names=("years", "band_override", "strands", "minutes", "mode", "drawing", "lines", "meanings"),
        language=language,
        several=several,
    )
    modes = dict(LessonPage.Mode.choices)
    cards = []
    for row in rows:
        years, minutes = row["years"], row["minutes"]
        band = row["band_override"] or (band_of(years) if years else "")
        names = [f"{STRAND[s].name} {STRAND[s].plain}" for s in row["strands"] if s in STRAND]
        cards.append(
            _card(
                row,
                codes={
                    "band": frozenset({band}),
                    "year": frozenset(years),
                    "strand": frozenset(row["strands"]),
                    "minutes": frozenset({str(minutes)}),
                },
                words=[age_words(years=years), *names],
                band=band,
                drawing=row["drawing"],
                facts=(_("%(n)s minutes") % {"n": minutes}, years_label(years), modes[row["mode"]]),
            )
        )
    return cards


def guide_cards(*, index: GuideIndexPage, language: str = "", several: bool = False) -> list[Card]:
    """The live guides under an index, in tree order, by two queries, or three where the site has several languages."""
    rows = _rows(
        pages=GuidePage.objects.annotate(lines=Cast("at_a_glance", TextField())),
        index=index,
        names=("bands", "topics", "devices", "situations", "kind", "lines"),
        language=language,
        several=several,
    )
    topic_names, device_names = dict(TOPIC_CHOICES), dict(DEVICE_CHOICES)
    kinds = dict(GuidePage.Kind.choices)
    cards = []
    for row in rows:
        bands = row["bands"]
        everybody = len(bands) == len(BAND)
        ages = _("all ages") if everybody else ", ".join(BAND[b].label for b in bands if b in BAND)
        names = [topic_names.get(code, "") for code in row["topics"]]
        names += [device_names.get(code, "") for code in row["devices"] if code != "any"]
        cards.append(
            _card(
                row,
                codes={
                    "band": frozenset(bands),
                    "topic": frozenset(row["topics"]),
                    "device": frozenset(row["devices"]),
                    "situation": frozenset(row["situations"]),
                },
                words=[age_words(bands=bands), *names],
                band=bands[0] if len(bands) == 1 else "",
                facts=(kinds[row["kind"]], ages),
            )
        )
    return cards


def _card(
    row: Row, *, codes: dict[str, frozenset[str]], words: Sequence[str], facts: tuple[str, ...], band: str,
    drawing: str = "",
) -> Card:  # fmt: skip
    return Card(
        url=row["url"],
        title=row["title"],
        summary=row["summary"],
        codes={**codes, "language": frozenset(row["languages"])},
        words=frozenset(fold(" ".join([*row["heard"], *words]))),
        band=band,
        drawing=drawing,
        facts=facts,
        language=row["language"],
    )


def guides_by_number(*, numbers: Iterable[int]) -> dict[int, GuidePage]:
    """The live guides of these numbers, each in the language of this request where it has it; one query, or two.

    A number stands for a guide in all its languages; it is kept on the first one.
    """
    found = {
        guide.number: guide
        for guide in GuidePage.objects.live()
        .public()
        .filter(number__in=[number for number in numbers if number <= LARGEST])
        .select_related("locale")
        if guide.number
    }
    language = (get_language() or "").lower()
    others = {g.translation_key: n for n, g in found.items() if g.locale.language_code.lower() != language}
    if others:
        versions = GuidePage.objects.live().public().filter(translation_key__in=list(others))
        for version in versions.filter(locale__language_code__iexact=language).select_related("locale"):
            found[others[version.translation_key]] = version
    return found
