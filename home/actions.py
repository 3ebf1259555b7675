"""Writes of the front of the house: the tree of pages that a fresh start begins with."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from wagtail.models import Collection as WagtailCollection
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from education.content.actions import Loading, Report, load_snippets
from education.content.models import (
    GuideIndexPage,
    GuidePage,
    HelpIndexPage,
    HelpOrganisation,
    HelpPage,
    HelpSet,
    LaunchRecord,
    LessonIndexPage,
    LessonPage,
    PageCheck,
    TeacherIndexPage,
    TeacherPage,
)
from education.content.shipped import LAUNCH as CONTENT
from education.content.shipped import Shipped, read_folder, read_tables
from education.ledger import freshness
from education.ledger.actions import log
from education.ledger.clock import now, today
from education.people.models import User
from education.people.roles import Role
from education.schools.actions import load_force
from home.models import BandPage, Banner, HomePage, StandardPage, UsefulDay
from home.queries import standing

LAUNCH = Path(__file__).parent / "launch"
BY_TWO = {"helporganisation": HelpOrganisation, "helpset": HelpSet}
"""What two people change: nobody holds the permission to publish it, the approval of the second one does."""
INDEXES: dict[str, tuple[type[Page], type[Page], str]] = {
    "parents": (GuideIndexPage, GuidePage, "guides"),
    "help": (HelpIndexPage, HelpPage, "help_pages"),
    "learn": (LessonIndexPage, LessonPage, "lessons"),
    "teachers": (TeacherIndexPage, TeacherPage, "teachers"),
}


def shipped_pages() -> Iterator[tuple[str, type[Page], Shipped]]:
    """Every shipped page below the home page, an index before its pages: the slug of its index or "", its type, the page."""
    for shipped in read_tables(LAUNCH / "tree.toml", "index", "index"):
        index_model, page_model, folder = INDEXES[shipped.slug]
        yield "", index_model, shipped
        for page in read_folder(CONTENT / folder, folder):
            yield shipped.slug, page_model, page
    for band in read_tables(LAUNCH / "tree.toml", "band", "band"):
        yield "", BandPage, band
    for page in read_folder(LAUNCH / "pages", "pages"):
        yield "", StandardPage, page


@transaction.atomic
def load_launch_content(*, by: User | None = None, take: Collection[str] = ()) -> Report:
    """Make the tree, its pages and snippets, and the editors' permissions; safe to repeat.

    What an editor changed or deleted stays so. A newer shipped version is only offered, until its key (or
    "all", for what nobody edited) is in `take`. Returns what was made, taken, offered, kept and left.
    """
    loading = Loading(by, take, Report())
    load_force(by=by)
    load_snippets(loading=loading)
    home = _home(loading)
    above: dict[str, Page | None] = {"": home}
    for place, model, shipped in shipped_pages():
        if parent := above[place]:
            loading.page(shipped, model=model, parent=parent)
        if not place and shipped.slug in INDEXES:
            above[shipped.slug] = model.objects.child_of(home).filter(slug=shipped.slug).first()
    _permissions(home)
    _two_checks(home)
    bring_up_to_date()
    report = loading.report
    if report.made or report.taken:
        log(
            subject="content", subject_id="launch", kind="content_loaded", by=by,
            actor_kind="" if by else "command",
            data={"made": report.made, "taken": report.taken},
        )  # fmt: skip
    return report


def _home(loading: Loading) -> Page:
    """The home page as the root of the default site, in the place of Wagtail's welcome page."""
    root = Page.get_first_root_node()
    (shipped,) = read_tables(LAUNCH / "tree.toml", "home", "home")
    standing = HomePage.objects.child_of(root).first()
    if standing:
        shipped = Shipped(shipped.key, {**shipped.data, "slug": standing.slug})
    loading.page(shipped, model=HomePage, parent=root)
    home = HomePage.objects.child_of(root).order_by("path").get()
    address = urlsplit(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME
    if welcome is None or welcome.specific_class is Page:
        site.root_page = home
    site.save()
    if welcome and welcome.specific_class is Page and not welcome.is_root() and welcome.is_leaf():
        Page.objects.get(pk=welcome.pk).delete()
    return home


def _permissions(home: Page) -> None:
    """Editors write, publishers publish; given once, so that an administrator's later change stays."""
    if LaunchRecord.objects.filter(key="permissions").exists():
        return
    collection = WagtailCollection.get_first_root_node()
    for role in (Role.EDITOR, Role.PUBLISHER):
        group = Group.objects.get(name=role.label)
        verbs = ["add", "change"] if role is Role.EDITOR else ["add", "change", "publish", "lock", "unlock"]
        GroupPagePermission.objects.filter(group=group).delete()
        for verb in verbs:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", content_type__model="page", codename=f"{verb}_page"
            )
            GroupPagePermission.objects.create(group=group, page=home, permission=permission)
        for name in ("image", "document"):
            for permission in Permission.objects.filter(
                content_type__model=name,
                codename__in=[f"{verb}_{name}" for verb in ("add", "change", "choose")],
            ):
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )
        snippets = [
            f"{verb}_{name}"
            for name in (
                "helporganisation",
                "helpset",
                "disclosureblock",
                "groundrules",
                "curriculumstatement",
                "facttocheck",
                "searchwords",
            )
            for verb in ["add", "change", "view"] + (["publish"] if role is Role.PUBLISHER else [])
            if not (verb == "publish" and name in BY_TWO)
        ]
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label="content", codename__in=snippets)
        )
    LaunchRecord.objects.create(key="permissions", digest="1", loaded_at=now())


def _two_checks(home: Page) -> None:
    """Education, then safeguarding, for every page under this one; given once, so that a later change stays."""
    if LaunchRecord.objects.filter(key="two-checks").exists():
        return
    workflow = Workflow.objects.create(name="Education check, then safeguarding check")
    for order, (kind, role) in enumerate(
        ((PageCheck.Kind.EDUCATION, Role.EDITOR), (PageCheck.Kind.SAFEGUARDING, Role.PUBLISHER))
    ):
        check = PageCheck.objects.create(name=kind.label, kind=kind)
        check.groups.set([Group.objects.get(name=role.label)])
        WorkflowTask.objects.create(workflow=workflow, task=check, sort_order=order)
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    LaunchRecord.objects.create(key="two-checks", digest="1", loaded_at=now())


def bring_up_to_date() -> None:
    """What a later version gives editors, also where the content was loaded before; each once, so that a change stays."""
    given = set(LaunchRecord.objects.values_list("key", flat=True))
    if "permissions" not in given:
        return
    for key, give in (("help-by-two", _help_by_two), ("permissions-recordings", _recordings)):
        if key not in given:
            give()
            LaunchRecord.objects.create(key=key, digest="1", loaded_at=now())


def _help_by_two() -> None:
    """One other editor or publisher approves each change of a help record; nobody publishes one alone."""
    workflow = Workflow.objects.create(name="A second person for help")
    check = PageCheck.objects.create(name=PageCheck.Kind.HELP.label, kind=PageCheck.Kind.HELP)
    check.groups.set(Group.objects.filter(name__in=[Role.EDITOR.label, Role.PUBLISHER.label]))
    WorkflowTask.objects.create(workflow=workflow, task=check, sort_order=0)
    for name, model in BY_TWO.items():
        of = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.update_or_create(content_type=of, defaults={"workflow": workflow})
        for permission in Permission.objects.filter(content_type=of, codename=f"publish_{name}"):
            permission.group_set.clear()


def _recordings() -> None:
    """Editors and publishers upload and describe films and sound."""
    verbs = ("add", "change", "view")
    wanted = Permission.objects.filter(
        content_type__app_label="content", codename__in=[f"{verb}_recording" for verb in verbs]
    )
    for role in (Role.EDITOR, Role.PUBLISHER):
        Group.objects.get(name=role.label).permissions.add(*wanted)


@transaction.atomic
def raise_banner(*, sentence: str, address: str, by: User) -> Banner:
    """Put one sentence above every page at once; one that is up gives way. Raises ValidationError."""
    lower_banner(by=by)
    banner = Banner(sentence=" ".join(sentence.split()), address=address, raised_at=now(), raised_by=by)
    banner.full_clean()
    banner.save()
    log(
        subject="banner",
        subject_id=banner.pk,
        kind="banner_raised",
        by=by,
        data={"sentence": banner.sentence},
    )
    _banner_changed()
    return banner


@transaction.atomic
def lower_banner(*, by: User) -> None:
    """Take down what is up; harmless when nothing is."""
    for banner in Banner.objects.select_for_update().filter(lowered_at=None):
        banner.lowered_at, banner.lowered_by = now(), by
        banner.save(update_fields=["lowered_at", "lowered_by"])
        log(subject="banner", subject_id=banner.pk, kind="banner_lowered", by=by)
        _banner_changed()


def _banner_changed() -> None:
    """Every page is made again with what is up now: here at once, by other processes half a second later."""
    freshness.touch()
    transaction.on_commit(standing.forget)


@transaction.atomic
def count_useful(*, page: Page, useful: bool) -> None:
    """One more for a page's day; nothing about who said so, so there is no `by` and no line in the log."""
    field = "yes" if useful else "no"
    row, _ = UsefulDay.objects.get_or_create(page_id=page.pk, day=today())
    UsefulDay.objects.filter(pk=row.pk).update(**{field: F(field) + 1})
