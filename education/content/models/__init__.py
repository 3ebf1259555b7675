"""Pages and snippets."""

from education.content.models.base import BasePage, ReviewedPage, Sensitivity
from education.content.models.checks import GateReason, PageCheck
from education.content.models.consent import People
from education.content.models.curriculum import CurriculumStatement, Framework
from education.content.models.fact import FactToCheck
from education.content.models.guide import (
    GuideIndexPage,
    GuidePage,
    HelpIndexPage,
    HelpPage,
    TeacherIndexPage,
    TeacherPage,
)
from education.content.models.help import (
    DisclosureBlock,
    GroundRules,
    HelpOrganisation,
    HelpSet,
    HelpSetEntry,
    HelpWording,
)
from education.content.models.image import SiteImage, SiteRendition
from education.content.models.launch import LaunchRecord
from education.content.models.lesson import LessonIndexPage, LessonPage
from education.content.models.recording import Recording
from education.content.models.search import SearchWords
from education.content.models.second import SecondPerson

__all__ = [
    "BasePage",
    "CurriculumStatement",
    "DisclosureBlock",
    "FactToCheck",
    "Framework",
    "GateReason",
    "GroundRules",
    "GuideIndexPage",
    "GuidePage",
    "HelpIndexPage",
    "HelpOrganisation",
    "HelpPage",
    "HelpSet",
    "HelpSetEntry",
    "HelpWording",
    "LaunchRecord",
    "LessonIndexPage",
    "LessonPage",
    "PageCheck",
    "People",
    "Recording",
    "ReviewedPage",
    "SearchWords",
    "SecondPerson",
    "Sensitivity",
    "SiteImage",
    "SiteRendition",
    "TeacherIndexPage",
    "TeacherPage",
]
