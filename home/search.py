"""What a visitor finds: an index of the live public pages in each process, read again only where a page has changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from education.content.ages import age_words, ages_of
from education.content.folding import fold, stem
from education.content.models import (
    GuidePage,
    HelpIndexPage,
    HelpPage,
    HelpSet,
    HelpSetEntry,
    LessonPage,
    ReviewedPage,
    SearchWords,
    TeacherPage,
)
from education.content.queries import texts_of
from education.content.search import crisis
from education.content.search.index import Document, Index, document, meaning
from education.content.topics import DEVICE_CHOICES, SITUATION_CHOICES, STRAND, TOPIC_CHOICES
from education.ledger import freshness

LONGEST = 200
MOST_RESULTS = 20
# By these words somebody shows who they are; a page for others then counts less.
LEANINGS: Mapping[str, frozenset[str]] = {
    who: frozenset(stem(word) for word in fold(words))
    for who, words in {
        "parent": "son sons daughter daughters child children kid kids lad lass bairn bairns toddler baby grandson"
        " granddaughter grandchild grandchildren grandkids stepson stepdaughter parent parents teenager nephew niece",
        "teacher": "pupil pupils lesson lessons assembly assemblies worksheet curriculum teach teaching teacher teachers"
        " pshe rshe dsl classroom",
        "child": "mum mam dad mums mams dads mate mates",
    }.items()
}
HELP_FOR = {"child": "child", "friend": "child", "parent": "parent", "school": "teacher"}
LABELS = dict(TOPIC_CHOICES) | dict(DEVICE_CHOICES) | dict(SITUATION_CHOICES)


@dataclass(frozen=True)
class Note:
    """A sentence above the results, such as the new name of something, and where it leads."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Answer:
    """What was found for what was typed."""

    results: tuple[Document, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    help_set: HelpSet | None = None


@dataclass(frozen=True)
class Kept:
    """Everything about one language, as it was when the number of changes was `number`."""

    number: int
    index: Index
    pages: Mapping[int, tuple[tuple[Any, ...], Document]]
    notes: tuple[tuple[tuple[tuple[str, ...], ...], Note], ...]
    alarms: tuple[crisis.Alarm, ...]


_kept: dict[int, Kept] = {}


def forget() -> None:
    """Read everything again at the next search."""
    _kept.clear()


def find(typed: str) -> Answer:
    """The pages of this language that fit what was typed, the best first, and what stands above them.

    Nothing of it is written down. One query for the number of changes, one for a help set; after a change one for
    the list of pages, one for the words, and one for each kind of page that changed.
    """
    typed = " ".join(typed.replace("\0", " ").split())[:LONGEST]
    if not fold(typed):
        return Answer()
    kept = current(Locale.get_active())
    found = kept.index.find(typed, most=MOST_RESULTS)
    heard = kept.index.heard(typed)
    slug = crisis.raised(heard, kept.alarms)
    return Answer(
        results=found.documents,
        read_as=found.read_as,
        notes=tuple(
            note for phrases, note in kept.notes if any(crisis.spoken(heard, phrase) for phrase in phrases)
        ),
        help_set=HelpSet.objects.filter(slug=slug, live=True).order_by("pk").first() if slug else None,
    )


def current(locale: Locale) -> Kept:
    """The index of a language; made anew when anything public has changed, from the pages that did."""
    number, kept = freshness.number(), _kept.get(locale.pk)
    if kept is None or kept.number != number:
        kept = _kept[locale.pk] = _read(locale, number, kept.pages if kept else {})
    return kept


def _read(locale: Locale, number: int, before: Mapping[int, tuple[tuple[Any, ...], Document]]) -> Kept:
    live = Page.objects.live().public().filter(locale=locale, depth__gt=2).order_by("path")
    stamps = {
        row[0]: row
        for row in live.values_list("pk", "live_revision_id", "last_published_at", "url_path", "title")
    }
    stale = [key for key, stamp in stamps.items() if key not in before or before[key][0] != stamp]
    fresh = _documents(stale) if stale else {}
    pages = {key: (stamp, fresh[key] if key in fresh else before[key][1]) for key, stamp in stamps.items()}
    words = list(SearchWords.objects.filter(locale=locale).select_related("help_set"))
    alarms = [
        crisis.alarm(typed=group.phrases(), help_set=group.help_set.slug) for group in words if group.help_set
    ]
    all_alarms = (*crisis.shipped(), *alarms)
    meanings = [meaning(typed=group.phrases(), means=group.means) for group in words]
    return Kept(
        number=number,
        index=Index(
            [each for _stamp, each in pages.values()],
            [*meanings, *(each.said for each in all_alarms)],
            LEANINGS,
        ),
        pages=pages,
        notes=tuple(
            (meaning(typed=group.phrases()).typed, Note(group.note, group.note_url))
            for group in words
            if group.note
        ),
        alarms=all_alarms,
    )


def _documents(keys: Iterable[int]) -> dict[int, Document]:
    """These pages as the index wants them; a page about help is found by the names of those who help, too."""
    helpers: defaultdict[int, list[str]] = defaultdict(list)
    for help_set, name in HelpSetEntry.objects.values_list("help_set", "organisation__official_name"):
        helpers[help_set].append(name)
    found = {}
    for page in Page.objects.filter(pk__in=keys).specific():
        told = said(page)
        if isinstance(page, HelpPage | HelpIndexPage):
            told["texts"]["labels"] = " ".join(["help", *helpers[page.help_set_id or 0]])
        found[page.pk] = document(key=page.pk, url=page.get_url() or "/", title=page.title, **told)
    return found


def _text(*streams: object) -> str:
    return " ".join(texts_of(getattr(stream, "raw_data", stream)) for stream in streams if stream)


def _reviewed(
    page: ReviewedPage, *, kind: Any, labels: Iterable[str] = (), text: str = "", **more: Any
) -> dict[str, Any]:
    """What all our pages say, and what one kind adds."""
    return {
        "summary": page.summary,
        "kind": kind,
        "texts": {
            "asked": f"{page.search_words} {page.discreet_title} {page.slug.replace('-', ' ')}",
            "labels": " ".join(labels),
            "text": f"{page.search_description} {text}",
        },
        **more,
    }


@singledispatch
def said(page: Page) -> dict[str, Any]:
    """What the index has to know of a page, by its kind."""
    summary = getattr(page, "summary", "") or getattr(page, "intro", "") or page.search_description
    text = re.sub(r"<[^>]*>", " ", _text(getattr(page, "body", None)))
    band = getattr(page, "band", "")
    return {
        "summary": summary,
        "kind": _("Page"),
        "band": band,
        "ages": ages_of(bands=[band]),
        "texts": {"text": text, "labels": age_words(bands=[band])},
    }


@said.register
def _lesson(page: LessonPage) -> dict[str, Any]:
    strands = [f"{STRAND[code].name} {STRAND[code].plain}" for code in page.strands if code in STRAND]
    return _reviewed(
        page,
        kind=_("Lesson"),
        band=page.band,
        audience="teacher",
        ages=ages_of(years=page.years),
        labels=["lesson", age_words(years=page.years), *strands],
        text=_text(page.outcomes, page.key_words, page.body),
    )


@said.register
def _guide(page: GuidePage) -> dict[str, Any]:
    codes = [*page.topics, *page.devices, *page.situations]
    ages = [age_words(bands=page.bands)] if len(page.bands) < 4 else []
    return _reviewed(
        page,
        kind=_("Guide for parents"),
        band=page.bands[0] if len(page.bands) == 1 else "",
        audience="parent",
        ages=ages_of(bands=page.bands) if len(page.bands) < 4 else (),
        labels=["guide", *ages, *(LABELS[code] for code in codes if code in LABELS and code != "any")],
        text=f"{page.tonight} {_text(page.at_a_glance, page.body)}",
    )


@said.register
def _help(page: HelpPage) -> dict[str, Any]:
    return _reviewed(
        page,
        kind=_("Help"),
        audience=HELP_FOR.get(page.for_whom, ""),
        text=f"{page.what_happens_next} {_text(page.body)}",
    )


@said.register
def _help_index(page: HelpIndexPage) -> dict[str, Any]:
    return {
        "summary": page.intro,
        "kind": _("Help"),
        "texts": {"asked": "help number ring call chat helpline"},
    }


@said.register
def _teacher(page: TeacherPage) -> dict[str, Any]:
    return _reviewed(
        page, kind=_("For teachers"), audience="teacher", labels=["teacher"], text=_text(page.body)
    )


@said.register
def _reviewed_page(page: ReviewedPage) -> dict[str, Any]:
    return _reviewed(page, kind=_("Page"), text=_text(getattr(page, "body", None)))
