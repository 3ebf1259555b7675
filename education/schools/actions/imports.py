"""The register's schools and their successions: all of a file, or nothing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from education.ledger.actions import Actor, log
from education.ledger.clock import now
from education.schools.actions.places import load_force
from education.schools.geo import wgs84
from education.schools.models import LocalAuthority, Locality, School, Succession
from education.schools.names import fold
from education.schools.register import Link, Problems, Row, digest, read_links, read_schools

BATCH = 1000
WRITTEN = [
    "name", "folded_name", "search_text", "authority", "locality", "establishment_number", "kind", "phase",
    "status", "opened_on", "closed_on", "lowest_age", "highest_age", "roll", "free_meals", "street", "address_line", "town",
    "postcode", "website", "telephone", "easting", "northing", "latitude", "longitude", "updated_at",
]  # fmt: skip


class ImportRefusedError(Exception):
    """The file has faults, so nothing of it was taken in."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(f"{problems.count} problems")
        self.problems = problems


@dataclass
class ImportSummary:
    """What an import did, in numbers that add up: rows = added + changed + same + the three left out."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    elsewhere: int = 0
    without_authority: int = 0
    without_status: int = 0
    open_without_roll: int = 0
    open_without_place: int = 0
    without_coordinates: int = 0
    authorities: dict[str, dict[str, int]] = field(default_factory=dict)
    links: dict[str, int] | None = None
    other_links: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For `--json` and the event log."""
        return asdict(self)


def import_schools(
    *, path: Path, links: Path | None = None, everywhere: bool = False, by: Actor | None = None
) -> ImportSummary:
    """Take in a register file and, with it or later, its links; running it again changes nothing.

    A school that the file does not name stays as it is. Raises NotReadableError when a file is no register and
    ImportRefusedError when a row has a fault; then nothing is written.
    """
    problems = Problems()
    digests = {file.name: digest(file) for file in (path, links) if file}
    with transaction.atomic():
        load_force(by=by)
        importer = _Importer(everywhere)
        importer.take(read_schools(path, problems), problems)
        if links:
            importer.take_links(links, problems)
        if problems.count:
            raise ImportRefusedError(problems)
        log(
            subject="schools", subject_id="register", kind="schools_imported", by=by,
            actor_kind="" if by else "command",
            data=importer.summary.as_dict() | {"sha256": digests, "authorities": len(importer.summary.authorities)},
        )  # fmt: skip
    return importer.summary


class _Importer:
    """One run: what it has learnt of authorities and places, and what it has counted."""

    def __init__(self, everywhere: bool) -> None:
        self.everywhere = everywhere
        self.summary = ImportSummary()
        # Locked, so that two imports at once come one after the other.
        self.by_code = {a.code: a for a in LocalAuthority.objects.select_for_update().order_by("pk")}
        self.names: dict[str, Counter[str]] = {}
        self.places: dict[int, list[Locality]] = {}
        for place in Locality.objects.order_by("pk"):
            self.places.setdefault(place.authority_id, []).append(place)
        self.touched: set[int] = set()

    def take(self, rows: Iterator[Row], problems: Problems) -> None:
        """All rows; those without an authority's number wait until every authority's name is known."""
        waiting: list[Row] = []
        while batch := list(islice(rows, BATCH)):
            self.summary.rows += len(batch)
            waiting += [row for row in batch if not row.authority_code]
            if not problems.count:
                self._write(row for row in batch if row.authority_code)
        if problems.count:
            return
        self._name_authorities()
        by_name = {fold(a.name): a for a in self.by_code.values()}
        for start in range(0, len(waiting), BATCH):
            self._write(waiting[start : start + BATCH], by_name)
        self._nearest_places()
        self._count_places()

    def _authority(self, row: Row, by_name: dict[str, LocalAuthority]) -> LocalAuthority | None:
        """The row's authority; None, and counted, when it is outside the force or not to be known."""
        found = self.by_code.get(row.authority_code) or by_name.get(fold(row.authority_name))
        if found is None and self.everywhere and row.authority_code:
            found = self.by_code[row.authority_code] = LocalAuthority.objects.create(
                code=row.authority_code,
                name=row.authority_name[:100] or row.authority_code,
                slug=self._slug(row),
                in_force=False,
            )
        if found and not found.in_force and row.authority_code:
            self.names.setdefault(found.code, Counter())[row.authority_name[:100]] += 1
        if found and (found.in_force or self.everywhere):
            return found
        if row.authority_code or (found is None and row.authority_name and not self.everywhere):
            self.summary.elsewhere += 1
        else:
            self.summary.without_authority += 1
        return None

    def _slug(self, row: Row) -> str:
        slug = slugify(row.authority_name)[:44] or row.authority_code
        return f"{slug}-{row.authority_code}" if any(a.slug == slug for a in self.by_code.values()) else slug

    def _name_authorities(self) -> None:
        """An authority outside the force is called what most of its rows call it: single rows are wrong."""
        for code, names in self.names.items():
            best = sorted(names.items(), key=lambda item: (-item[1], item[0]))[0][0]
            if best and best != self.by_code[code].name:
                self.by_code[code].name = best
                self.by_code[code].save(update_fields=["name"])

    def _write(self, rows: Iterable[Row], by_name: dict[str, LocalAuthority] | None = None) -> None:
        """Compare a batch with what is held and write only what differs, in one statement."""
        batch = list(rows)
        held = School.objects.in_bulk([row.urn for row in batch], field_name="urn")
        at, changed = now(), []
        for row in batch:
            authority = self._authority(row, by_name or {})
            if authority is None:
                continue
            if not row.values["status"]:
                self.summary.without_status += 1
                continue
            school = held.get(row.urn)
            is_new = school is None
            school = school or School(urn=row.urn)
            if self._apply(school, row, authority) or is_new:
                self.summary.added += is_new
                self.summary.changed += not is_new
                school.pk, school.updated_at = None, at  # type: ignore[assignment]
                school.fold()
                changed.append(school)
                self.touched.add(row.urn)
            else:
                self.summary.same += 1
            self._count(school, authority)
        School.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["urn"], update_fields=WRITTEN, batch_size=BATCH
        )

    def _apply(self, school: School, row: Row, authority: LocalAuthority) -> bool:
        """Put the row's values on the school, and say whether any differs from before."""
        values = dict(row.values, authority_id=authority.pk)
        if "postcode" in values:
            places = self.places.get(authority.pk, [])
            if values["postcode"] or len(places) < 2:
                values["locality_id"] = _place(places, values["postcode"])
        if "easting" in values and "northing" in values:
            values |= _point(school, values["easting"], values["northing"])
        differs = False
        for name, value in values.items():
            if getattr(school, name) != value:
                setattr(school, name, value)
                differs = True
        return differs

    def _count(self, school: School, authority: LocalAuthority) -> None:
        numbers = self.summary.authorities.setdefault(authority.code, {"schools": 0, "open": 0})
        numbers["schools"] += 1
        if school.status in School.OPEN:
            numbers["open"] += 1
            self.summary.open_without_roll += school.roll is None
            self.summary.without_coordinates += school.latitude is None

    def _nearest_places(self) -> None:
        """A school without a postcode lies where the nearest school of its authority lies that has one."""
        for authority in self.by_code.values():
            if not authority.in_force or len(self.places.get(authority.pk, [])) < 2:
                continue
            schools = School.objects.filter(
                authority=authority, easting__isnull=False, northing__isnull=False
            )
            known: list[tuple[int, int, int]] = list(
                schools.exclude(postcode="")
                .exclude(locality=None)
                .values_list("easting", "northing", "locality_id")  # type: ignore[arg-type]
            )
            for school in schools.filter(postcode="") if known else ():
                place = _nearest(known, school)
                if school.locality_id != place:
                    School.objects.filter(pk=school.pk).update(locality_id=place)
                    if school.urn not in self.touched:
                        self.summary.changed += 1
                        self.summary.same -= 1

    def _count_places(self) -> None:
        self.summary.open_without_place = (
            School.objects.open().in_force().filter(locality=None, is_demo=False).count()
        )
        self.summary.authorities = {
            self.by_code[code].name: numbers
            for code, numbers in sorted(
                self.summary.authorities.items(), key=lambda item: (-item[1]["schools"], item[0])
            )
        }

    def take_links(self, path: Path, problems: Problems) -> None:
        """Successions between schools that we hold; the register writes most of them twice, once from each side."""
        held = {
            urn: (pk, status in School.OPEN)
            for urn, pk, status in School.objects.values_list("urn", "pk", "status")
        }
        counts = {"rows": 0, "added": 0, "changed": 0, "same": 0, "not_held": 0, "unclear": 0}
        found: dict[tuple[int, int], Succession] = {}
        for link in read_links(path, problems, self.summary.other_links):
            counts["rows"] += 1
            if link.before not in held or link.after not in held:
                counts["not_held"] += 1
                continue
            ends = _direction(link, held)
            if ends is None:
                counts["unclear"] += 1
                continue
            row = Succession(predecessor_id=ends[0], successor_id=ends[1], kind=link.kind, since=link.since)
            other = found.setdefault(ends, row)
            other.kind = link.kind if other.kind == Succession.Kind.SUCCESSOR else other.kind
            other.since = max(filter(None, (other.since, link.since)), default=None)
        self.summary.links = counts
        if problems.count:
            return
        self._write_links(_without_backward(found, dict(held.values())), counts)

    @staticmethod
    def _write_links(found: dict[tuple[int, int], Succession], counts: dict[str, int]) -> None:
        known = {
            (before, after): (kind, since)
            for before, after, kind, since in Succession.objects.values_list(
                "predecessor_id", "successor_id", "kind", "since"
            )
        }
        rows = []
        for ends, row in found.items():
            if ends not in known:
                counts["added"] += 1
            elif known[ends] != (row.kind, row.since):
                counts["changed"] += 1
            else:
                counts["same"] += 1
                continue
            rows.append(row)
        Succession.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["predecessor", "successor"],
            update_fields=["kind", "since"], batch_size=BATCH,
        )  # fmt: skip


def _place(places: list[Locality], postcode: str) -> int | None:
    """The place of an authority that a postcode's district belongs to, else the one that takes the rest."""
    district = postcode.partition(" ")[0]
    for place in places:
        if district in place.postcode_districts:
            return place.pk
    rest = [place.pk for place in places if not place.postcode_districts]
    return rest[0] if len(rest) == 1 else None


def _point(school: School, easting: int | None, northing: int | None) -> dict[str, Any]:
    """The point in both systems, or in neither when half of it is missing; worked out only when it moved."""
    if not (easting and northing):
        return {"easting": None, "northing": None, "latitude": None, "longitude": None}
    if (school.easting, school.northing) == (easting, northing) and school.latitude is not None:
        return {}
    latitude, longitude = wgs84(easting, northing)
    return {"latitude": round(latitude, 6), "longitude": round(longitude, 6)}


def _nearest(known: list[tuple[int, int, int]], school: School) -> int:
    """The place of the nearest of the known points, each an easting, a northing (metres) and a place."""
    east, north = school.easting or 0, school.northing or 0
    return min(known, key=lambda point: (point[0] - east) ** 2 + (point[1] - north) ** 2)[2]


def _direction(link: Link, held: dict[int, tuple[int, bool]]) -> tuple[int, int] | None:
    """Who came before whom; where the register does not say, the closed one before the open one."""
    (one, one_open), (two, two_open) = held[link.before], held[link.after]
    if link.sure:
        return one, two
    if one_open == two_open:
        return None
    return (two, one) if one_open else (one, two)


def _without_backward(
    found: dict[tuple[int, int], Succession], is_open: dict[int, bool]
) -> dict[tuple[int, int], Succession]:
    """Of two that are each said to follow the other, only the way from the closed to the open one is kept."""
    return {
        (a, b): row
        for (a, b), row in found.items()
        if not ((b, a) in found and is_open[a] and not is_open[b])
    }
