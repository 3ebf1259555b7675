"""Writes of content: load what is shipped, without ever overwriting what an editor changed."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Locale, Page, TaskState

from education.content.fields import StreamField
from education.content.models import (
    CurriculumStatement,
    DisclosureBlock,
    FactToCheck,
    GateReason,
    GroundRules,
    GuidePage,
    HelpOrganisation,
    HelpSet,
    HelpSetEntry,
    HelpWording,
    LaunchRecord,
    Recording,
    ReviewedPage,
    SearchWords,
    SecondPerson,
    SiteImage,
)
from education.content.policies import check_may_give_reason
from education.content.queries import images_to_withdraw, recordings_to_withdraw, stale_records
from education.content.queries.gates import open_findings
from education.content.shipped import LAUNCH, Shipped, read_tables, shipped_reasons, stream
from education.ledger import freshness
from education.ledger.actions import log, queue_mail
from education.ledger.clock import now
from education.ledger.models import OutboxMessage
from education.people.models import User
from education.people.roles import Role
from education.schools.models import LocalAuthority

STALE_MAIL = "help_record_stale"
TOLD = (Role.EDITOR, Role.PUBLISHER)
REFERENCES: dict[str, type[models.Model]] = {
    "help_set": HelpSet,
    "disclosure_block": DisclosureBlock,
    "ground_rules": GroundRules,
    "take_home": GuidePage,
    "authority": LocalAuthority,
}


@dataclass
class Report:
    """What a loading did, by key."""

    made: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The report in sentences, shortest first."""
        said = [
            f"{len(self.made)} made, {len(self.taken)} brought up to date, {len(self.unchanged)} unchanged."
        ]
        said += [
            f"Newer version on offer, not taken: {key} (load_content --take {key})" for key in self.offered
        ]
        said += [f"Kept what stands at this address: {key}" for key in self.kept]
        return said


@dataclass(frozen=True)
class Loading:
    """One run: who asked, which newer versions to take, and what happened so far."""

    by: User | None
    take: Collection[str]
    report: Report

    def item(
        self,
        shipped: Shipped,
        *,
        existing: models.Model | None,
        write: Callable[[models.Model | None], int | None],
    ) -> None:
        """Load one thing: make it, leave it, or offer the newer version.

        `write` makes or updates it and returns the revision it left. "all" takes what nobody has edited;
        taking an edited one needs its own key, and its earlier revisions stay.
        """
        report, record = self.report, LaunchRecord.objects.filter(key=shipped.key).first()
        if record is None:
            if existing is not None:
                report.kept.append(shipped.key)
                return
            record = LaunchRecord(key=shipped.key)
            report.made.append(shipped.key)
        elif record.digest == shipped.digest:
            report.unchanged.append(shipped.key)
            return
        else:
            revision = getattr(existing, "latest_revision_id", None)
            untouched = revision is not None and revision == record.revision
            if not (shipped.key in self.take or ("all" in self.take and untouched)):
                record.offered_digest = shipped.digest
                record.save(update_fields=["offered_digest"])
                report.offered.append(shipped.key)
                return
            report.taken.append(shipped.key)
        record.revision = write(existing)
        record.digest, record.offered_digest, record.loaded_at = shipped.digest, "", now()
        record.save()

    def page(self, shipped: Shipped, *, model: type[Page], parent: Page) -> None:
        """Load one page under its parent and publish it."""
        existing = model.objects.child_of(parent).filter(slug=shipped.slug).first()

        def write(found: models.Model | None) -> int | None:
            page = found if isinstance(found, model) else model()
            _fill(page, shipped.data)
            _give_reasons(page, shipped.key)
            if found is None:
                page.locale = parent.locale
                parent.add_child(instance=page)
            return _publish(page, self.by)

        self.item(shipped, existing=existing, write=write)

    def snippet(self, shipped: Shipped, model: type[models.Model]) -> None:
        """Load one organisation, help set or block of text."""
        existing = model._default_manager.filter(slug=shipped.slug).first()

        def write(found: models.Model | None) -> int | None:
            thing: Any = found or model()
            data = {k: v for k, v in shipped.data.items() if k not in {"wording", "organisations"}}
            _fill(thing, data)
            if model is HelpOrganisation:
                locale = Locale.get_default()
                thing.wordings = [HelpWording(locale=locale, **shipped.data["wording"])]
            if model is HelpSet:
                known = {o.slug: o for o in HelpOrganisation.objects.all()}
                chosen = [known[slug] for slug in shipped.data["organisations"]]
                thing.entries = [HelpSetEntry(organisation=o, sort_order=i) for i, o in enumerate(chosen)]
            thing.full_clean()
            thing.save()
            return _publish(thing, self.by) if hasattr(thing, "save_revision") else None

        self.item(shipped, existing=existing, write=write)


def _fill(thing: models.Model, data: dict[str, Any]) -> None:
    """Set fields from what is shipped; streams become raw JSON and references are found by slug or code."""
    for name, value in data.items():
        if name in REFERENCES:
            value = REFERENCES[name]._default_manager.get(slug=value) if value else None
        elif name == "curriculum_links":
            value = _statements(value)
        elif isinstance(thing._meta.get_field(name), StreamField):
            value = stream(name, _numbered(value))
        setattr(thing, name, value)


def as_shipped(page: Page, shipped: Shipped) -> Page:
    """A page with what is shipped for it written in, and not saved."""
    _fill(page, shipped.data)
    return page


def in_field(field: Any, value: Any) -> Any:
    """A shipped value as a field of a page would hold it."""
    return field.to_python(stream(field.name, _numbered(value))) if isinstance(field, StreamField) else value


def _statements(codes: list[str]) -> list[CurriculumStatement]:
    """The statements of these codes, in this order; raises ValueError naming those that nobody wrote yet."""
    known = {s.code: s for s in CurriculumStatement.objects.filter(code__in=codes)}
    missing = [code for code in codes if code not in known]
    if missing:
        raise ValueError(f"curriculum.toml has no statement for {', '.join(missing)}.")
    return [known[code] for code in codes]


def _numbered(value: Any) -> Any:
    """Blocks with the help sets in them, such as an ending's own, by number instead of slug."""
    if isinstance(value, list):
        return [_numbered(item) for item in value]
    if isinstance(value, dict):
        return {
            name: HelpSet.objects.get(slug=part).pk if name == "help_set" and part else _numbered(part)
            for name, part in value.items()
        }
    return value


def _publish(thing: Any, by: User | None) -> int:
    """Save a revision and publish it; returns its number."""
    revision = thing.save_revision(user=by)
    # What is shipped was checked where it is kept; checks by two people are for what is written here.
    if isinstance(thing, SecondPerson):
        PublishRevisionAction(revision, user=by).execute(skip_permission_checks=True)
    else:
        revision.publish(user=by, skip_permission_checks=True)
    return int(revision.pk)


SNIPPETS: tuple[tuple[str, str, str, type[models.Model]], ...] = (
    ("help.toml", "organisation", "help-organisation", HelpOrganisation),
    ("help.toml", "set", "help-set", HelpSet),
    ("search.toml", "set", "help-set", HelpSet),
    ("snippets.toml", "disclosure", "disclosure", DisclosureBlock),
    ("snippets.toml", "rules", "rules", GroundRules),
    ("to_check.toml", "fact", "fact", FactToCheck),
    ("search.toml", "words", "words", SearchWords),
)
"""File, table, the first part of the key, and what it becomes; organisations before the sets that name them."""


def shipped_snippets() -> Iterator[tuple[type[models.Model], Shipped]]:
    """Everything that is shipped and is no page, in the order of loading."""
    for file, table, kind, model in SNIPPETS:
        for shipped in read_tables(LAUNCH / file, table, kind):
            yield model, shipped


def _give_reasons(page: Page, key: str) -> None:
    """The reasons that are shipped beside a page stand for it here too; one that was given here stays."""
    for row in shipped_reasons():
        if row["page"] == key:
            GateReason.objects.get_or_create(
                page_key=page.translation_key, gate=row["gate"], phrase=row.get("phrase", "").lower(),
                defaults={"because": row["because"], "given_at": now()},
            )  # fmt: skip


@transaction.atomic
def give_reason(*, page: ReviewedPage, gate: str, phrase: str, because: str, by: User) -> GateReason:
    """Let something that a gate found stand on a page, for a reason that is kept; raises ValidationError otherwise.

    The second check alone may do it: a publisher, and never on what they wrote themselves.
    """
    check_may_give_reason(page=page, by=by)
    if (gate, phrase) not in {(one.gate, one.phrase) for one in open_findings(page=page) if one.may_stay}:
        raise ValidationError("The gate does not find this on the page any more.")
    reason = GateReason(
        page_key=page.translation_key, gate=gate, phrase=phrase, because=" ".join(because.split()),
        given_by=by, given_at=now(),
    )  # fmt: skip
    reason.full_clean()
    reason.save()
    log(
        subject="page", subject_id=page.pk, kind="gate_reason_given", by=by,
        data={"gate": gate, "phrase": phrase, "because": reason.because},
    )  # fmt: skip
    return reason


@transaction.atomic
def take_reason_back(*, reason: GateReason, page: ReviewedPage, by: User) -> None:
    """What was let stand is found again; the log keeps that it stood."""
    check_may_give_reason(page=page, by=by)
    log(
        subject="page", subject_id=page.pk, kind="gate_reason_taken_back", by=by,
        data={"gate": reason.gate, "phrase": reason.phrase},
    )  # fmt: skip
    reason.delete()


def load_snippets(*, loading: Loading) -> None:
    """Help records first, then their sets, the texts for adults, what a person must check, the words of searches."""
    for model, shipped in shipped_snippets():
        loading.snippet(shipped, model)
    load_curriculum(loading=loading)


def load_curriculum(*, loading: Loading) -> None:
    """Statements of frameworks by their code: what is missing is added, and what stands here is never changed."""
    data = tomllib.loads((LAUNCH / "curriculum.toml").read_text(encoding="utf-8"))
    shipped = Shipped("curriculum/statements", {"slug": "statements", **data})
    record = LaunchRecord.objects.filter(key=shipped.key).first()
    if record and record.digest == shipped.digest:
        loading.report.unchanged.append(shipped.key)
        return
    known = set(CurriculumStatement.objects.values_list("code", flat=True))
    missing = [CurriculumStatement(**row) for row in data["statement"] if row["code"] not in known]
    for statement in missing:
        statement.clean_fields()
    CurriculumStatement.objects.bulk_create(missing)
    (loading.report.taken if record else loading.report.made).append(shipped.key)
    LaunchRecord.objects.update_or_create(
        key=shipped.key, defaults={"digest": shipped.digest, "loaded_at": now()}
    )


def log_second_person(
    *, record: SecondPerson, changed: Collection[str], writers: Collection[int], approval: TaskState
) -> None:
    """A help record shows what two people answer for: the line has the fields that changed and who wrote them."""
    people = User.objects.filter(pk__in=writers).order_by("pk")
    log(
        subject=str(record._meta.model_name), subject_id=record.pk, kind="help_changed",
        by=approval.finished_by,
        data={"fields": list(changed), "written_by": [str(one.public_id) for one in people]},
    )  # fmt: skip


@transaction.atomic
def withdraw_shown(*, by: User | None) -> int:
    """Take every picture and recording whose consent has ended off the site, and a picture's copies off the disk.

    Returns how many.

    Pages show it no more from the first minute of the day; this leaves the line in the log and the list at the desk.
    The original stays for whoever asks for consent again, at no address.
    """
    images = list(images_to_withdraw().select_for_update())
    for image in images:
        SiteImage.objects.filter(pk=image.pk).update(withdrawn_at=now())
        for rendition in image.renditions.all():
            rendition.delete()
        log(
            subject="image", subject_id=image.pk, kind="image_withdrawn", by=by,
            data={"consent": image.consent_reference, "until": image.consent_until},
        )  # fmt: skip
    recordings = list(recordings_to_withdraw().select_for_update())
    for recording in recordings:
        Recording.objects.filter(pk=recording.pk).update(withdrawn_at=now())
        log(
            subject="recording", subject_id=recording.pk, kind="recording_withdrawn", by=by,
            data={"consent": recording.consent_reference, "until": recording.consent_until},
        )  # fmt: skip
    if images or recordings:
        freshness.touch()
    return len(images) + len(recordings)


@transaction.atomic
def tell_of_stale_help() -> int:
    """Queue a mail to each editor and publisher when help records are out of date; returns how many were queued.

    The key holds which records and how old their checks are, so nobody is told the same twice.
    """
    stale = stale_records()
    if not stale:
        return 0
    which = hashlib.sha256("".join(f"{one.slug}{one.verified_on}" for one in stale).encode()).hexdigest()[:16]
    queued = 0
    for user in User.objects.holding(*TOLD):
        key = f"{STALE_MAIL}:{which}:{user.public_id}"
        if not OutboxMessage.objects.filter(key=key).exists():
            queue_mail(kind=STALE_MAIL, subject_id=user.public_id, recipient=user.email, key=key)
            queued += 1
    return queued
