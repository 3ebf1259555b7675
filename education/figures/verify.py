"""Check a snapshot from its published files alone: what anybody can do, without our database."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from education.figures import files, tables
from education.figures.disclosure import attack
from education.figures.disclosure.rules import BlockedError
from education.figures.policies import FEW_SCHOOLS
from education.schools.licences import KNOWN

LARGEST = 5_000_000  # bytes of one file
SECONDS = 10  # for one answer from an address
NAMES = (files.CSV, files.JSON, files.PACKAGE, files.LOG, files.SUMS)
LATER = (files.LOG,)  # figures published before version 1.2.0 of the form do without it
Files = Mapping[str, bytes]


class UnreadableError(Exception):
    """The files can't be had at all; the message says why."""


class CheckError(Exception):
    """A check failed; the message says what was expected and what was found."""


def read(source: str) -> dict[str, bytes]:
    """The four files from a directory, a ZIP archive or a web address."""
    if re.match(r"[a-z][a-z0-9+.-]*://", source, re.IGNORECASE):
        return _from_address(source)
    path = Path(source)
    if path.is_dir():
        return _from_folder(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return _from_archive(path)
    raise UnreadableError(f"{source} is no directory, ZIP archive or web address.")


def _limited(name: str, size: int) -> None:
    if size > LARGEST:
        raise UnreadableError(f"{name} is larger than {LARGEST:,} bytes, which no figure is.")


def _from_folder(folder: Path) -> dict[str, bytes]:
    found = {}
    for name in NAMES:
        path = folder / name
        if path.is_file():
            _limited(name, path.stat().st_size)
            found[name] = path.read_bytes()
    return found


def _from_archive(path: Path) -> dict[str, bytes]:
    found = {}
    with zipfile.ZipFile(path) as archive:
        for item in archive.infolist():
            name = item.filename.rsplit("/", 1)[-1]
            if name not in NAMES:
                continue
            if name in found:
                raise UnreadableError(f"The archive holds {name} twice.")
            with archive.open(item) as stream:
                found[name] = stream.read(LARGEST + 1)  # the size that the archive states may be a lie
            _limited(name, len(found[name]))
    return found


class _SameSite(HTTPRedirectHandler):
    """Follows a redirect on the same host only, and never from https to http: a check does not wander off."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.hostname != old.hostname or new.scheme not in (old.scheme, "https"):
            raise UnreadableError(f"{req.full_url} leads away, to {newurl}.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _from_address(address: str) -> dict[str, bytes]:
    if urlsplit(address).scheme.lower() not in ("http", "https"):
        raise UnreadableError(f"{address} is no web address: it must begin with http:// or https://.")
    opener = build_opener(_SameSite)
    base = address.split("?")[0].split("#")[0].rstrip("/") + "/"
    found = {}
    for name in NAMES:
        request = Request(urljoin(base, name), headers={"User-Agent": "verify_figure"})  # noqa: S310
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                found[name] = answer.read(LARGEST + 1)
        except HTTPError as error:
            if error.code != HTTPStatus.NOT_FOUND or name not in LATER:
                raise UnreadableError(f"{request.full_url} can't be read: {error}.")
            continue
        except (URLError, OSError) as error:
            raise UnreadableError(f"{request.full_url} can't be read: {error}.")
        _limited(name, len(found[name]))
    return found


def expect(truth: object, message: str) -> None:
    """Fail with a sentence."""
    if not truth:
        raise CheckError(message)


def check(given: Files) -> Iterator[str]:
    """Run every check and say in one line what held; raises CheckError at the first that fails."""
    for name, run in CHECKS:
        try:
            said = run(given)
        except CheckError as error:
            raise CheckError(f"{name}: {error}")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CheckError(
                f"{name}: the files are not in the agreed form ({type(error).__name__}: {error})."
            )
        yield f"{name}: {said}"


def _digests(given: Files) -> str:
    for name in NAMES:
        expect(name in given or name in LATER, f"{name} is missing.")
    listed: dict[str, str] = {}
    for line in given[files.SUMS].decode().splitlines():
        digest, name = line.split("  ", 1)
        listed[name] = digest
    expect(set(listed) == set(given) - {files.SUMS}, f"it lists {', '.join(sorted(listed))}.")
    for name, digest in listed.items():
        found = files.sha256(given[name])
        expect(found == digest, f"{name} should have the SHA-256 {digest}, it has {found}.")
    stated = _document(given)["sha256"]
    expect(stated == listed[files.CSV], f"figures.json names {stated} as the SHA-256 of figures.csv.")
    return f"{len(listed)} files as published"


def _document(given: Files) -> dict[str, Any]:
    found = json.loads(given[files.JSON])
    expect(isinstance(found, dict), "figures.json is no object.")
    return dict(found)


def _rows(given: Files) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(given[files.CSV].decode(), newline=""), strict=True))


def _schema(given: Files) -> str:
    package = json.loads(given[files.PACKAGE])
    (resource,) = package["resources"]
    schema = resource["schema"]
    names = [field["name"] for field in schema["fields"]]
    expect(resource["path"] == files.CSV, f"the package describes {resource['path']}.")
    expect(
        resource["hash"] == f"sha256:{files.sha256(given[files.CSV])}", "the package names another digest."
    )
    expect(resource["bytes"] == len(given[files.CSV]), "the package names another size.")
    expect(names == list(files.COLUMNS), f"the columns are {', '.join(names)}.")
    header = given[files.CSV].decode().splitlines()[0].split(",")
    expect(header == names, f"figures.csv has the columns {', '.join(header)}.")
    rows, seen = _rows(given), set()
    for number, row in enumerate(rows, start=2):
        expect(None not in row and None not in row.values(), f"line {number} has another number of cells.")
        for field in schema["fields"]:
            _cell(field, row[field["name"]], schema["missingValues"], f"line {number}, {field['name']}")
        key = tuple(row[name] for name in schema["primaryKey"])
        expect(key not in seen, f"line {number} repeats an earlier one.")
        seen.add(key)
    return f"{len(rows)} rows, {len(names)} columns as described"


def _cell(field: Mapping[str, Any], text: str, missing: list[str], where: str) -> None:
    """One cell against its field of the table schema."""
    rules = field.get("constraints", {})
    if text in missing:
        expect(not rules.get("required"), f"{where} is missing.")
        return
    if field["type"] == "integer":
        expect(re.fullmatch(r"-?\d+", text), f"{where}: “{text}” is no whole number.")
        expect(int(text) >= rules.get("minimum", int(text)), f"{where}: {text} is too small.")
    elif field["type"] == "date":
        expect(
            re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and dt.date.fromisoformat(text), f"{where}: “{text}”."
        )
    else:
        expect(text[:1] not in ("=", "+", "-", "@", "\t", "\r"), f"{where}: “{text}” reads as a formula.")
    expect(text in rules.get("enum", [text]), f"{where}: “{text}” is not one of {rules.get('enum')}.")


def _sum(given: Files) -> str:
    head = _document(given)["headline"]
    for key in ("children", "parents", "total", "sessions", "schools"):
        expect(type(head[key]) is int and head[key] >= 0, f"{key} is {head[key]!r}.")
    expect(
        head["children"] + head["parents"] == head["total"],
        f"{head['children']:,} + {head['parents']:,} is not {head['total']:,}.",
    )
    return f"{head['children']:,} + {head['parents']:,} = {head['total']:,}"


def _margins(given: Files) -> str:
    document, rows = _document(given), _rows(given)
    typed = [{**row, "value": int(row["value"]) if row["value"].isdigit() else row["value"]} for row in rows]
    expect(typed == document["rows"], "figures.csv and figures.json do not hold the same rows.")
    head, period, status = document["headline"], document["period"], document["status"]
    area = rows[0]["area_code"], rows[0]["area_name"]
    first = files.headline_rows(head, period, area, status)
    whole = {(row["audience"], row["measure"]): row["value"] for row in typed[: len(first)]}
    stated = {(row["audience"], row["measure"]): row["value"] for row in first}
    expect(whole == stated, f"the rows give {whole}, the headline {stated}.")
    told = files.table_rows(document["tables"], period, area, status, head)
    expect(typed == [*first, *told], "the rows are not those of the headline and the tables.")
    sums = sum(tables.margins_hold(table, head) for table in document["tables"])
    return f"the rows add up to the headline, and so do {sums:,} sums in {len(document['tables'])} tables"


def _period(given: Files) -> str:
    document, rows = _document(given), _rows(given)
    period = document["period"]
    start, end = dt.date.fromisoformat(period["start"]), dt.date.fromisoformat(period["end"])
    as_at = dt.date.fromisoformat(document["as_at"])
    expect(start <= end, f"it ends ({end}) before it starts ({start}).")
    expect(end < as_at, f"it was counted on {as_at}, before it had ended on {end}.")
    expect(document["status"] in files.STATUSES, f"the status is {document['status']!r}.")
    expect(not (period["to_date"] and document["status"] == "final"), "a year to date can't be final.")
    for row in rows:
        expect(
            period["start"] <= row["period_start"] <= row["period_end"] <= period["end"]
            and row["status"] == document["status"],
            "a row of figures.csv names another period or status.",
        )
    whole = (period["type"], period["start"], period["end"])
    named = [(row["period_type"], row["period_start"], row["period_end"]) for row in rows[:5]]
    expect(named == [whole] * len(named), "a row of figures.csv names another period or status.")
    return f"{period['name']}, {document['status']}, as at {as_at}"


def _coverage(given: Files) -> str:
    document = _document(given)
    coverage, parts = document["coverage"], document["shares"]
    delivered, recorded = coverage["delivered"], coverage["recorded"]
    expect(0 <= recorded <= delivered, f"{recorded:,} of {delivered:,} sessions have a register.")
    expect(delivered == document["headline"]["sessions"], "coverage and headline differ in their sessions.")
    expect(coverage["share"] == round(recorded / delivered, 3), f"the share is {coverage['share']}.")
    expect(set(parts) == {"counted", "estimated", "imported"}, f"the shares are of {', '.join(parts)}.")
    if None not in parts.values():
        whole = round(sum(parts.values()) * 1000)
        expect(
            whole == (1000 if document["headline"]["total"] else 0), f"the shares add up to {whole / 1000}."
        )
    return f"{recorded:,} of {delivered:,} sessions have a register"


def _disclosure(given: Files) -> str:
    document, rows = _document(given), _rows(given)
    schools, limits = document["headline"]["schools"], document["disclosure"]
    expect(
        {row["schools_band"] for row in rows[:5]} == {files.schools_band(schools)},
        "the band of schools is not that of the headline.",
    )
    expect(limits["threshold"] >= 5, f"groups of {limits['threshold']} may be shown.")
    if schools < FEW_SCHOOLS:
        expect(set(document["shares"].values()) == {None}, "so few schools allow the headline only.")
        expect(document["range"]["lower"] is None, "so few schools allow the headline only.")
        expect(document["reason"], "a figure that so few schools stand behind needs a reason.")
        expect(not document["tables"] and len(rows) == 5, "so few schools allow the headline only.")
    try:
        hidden, narrowest = attack.attack(document["tables"], limits["threshold"])
    except BlockedError as error:
        raise CheckError(str(error))
    if not document["tables"]:
        return "the headline alone, which is exact; nothing is broken down"
    if not hidden:
        return f"nothing is hidden in {len(document['tables'])} tables, and nothing need be"
    return f"{hidden} cells are hidden; the surest of them is known to within {narrowest:,}, never nearer"


def _range(given: Files) -> str:
    document = _document(given)
    low, high = document["range"]["lower"], document["range"]["upper"]
    if low is None:
        return "not shown"
    children = document["headline"]["children"]
    expect(0 <= low <= high <= children, f"{low} to {high} can't be out of {children} places.")
    return f"{low:,} to {high:,} different children took {children:,} places"


def _ratings(given: Files) -> str:
    document = _document(given)
    told = document.get("ratings")  # not there before version 1.3.0 of the form
    if told is None:
        return "not shown"
    visits, answers, schools = told["visits"], told["answers"], told["schools"]
    limits = document["disclosure"]
    expect(limits["threshold"] <= answers <= visits, f"{answers} of {visits} visits were rated.")
    expect(limits["schools"] <= schools <= answers, f"{schools} schools gave {answers} answers.")
    expect(told["questions"], "no question is shown.")
    for question in told["questions"]:
        values = [group["value"] for group in question["groups"]]
        codes = [code for group in question["groups"] for code in group["covers"]]
        expect(len(set(codes)) == len(codes), f"{question['question']}: an answer stands in two groups.")
        expect(sum(values) == answers, f"{question['question']}: {sum(values)} answers, not {answers}.")
        small = [value for value in values if value < 0 or 0 < value < limits["threshold"]]
        expect(not small, f"{question['question']}: a group of {small[:1]} may not be shown.")
    return f"{answers:,} of {visits:,} visits, {len(told['questions'])} questions; no small group"


def _licence(given: Files) -> str:
    document, package = _document(given), json.loads(given[files.PACKAGE])
    stated = document["licence"]
    known = KNOWN.get(stated["name"])
    expect(known and known.stored() == stated, f"{stated['name']} at {stated['path']} is no known licence.")
    expect(package["licenses"] == [stated], "figures.json and datapackage.json name different licences.")
    return str(stated["title"])


def _marks(given: Files) -> str:
    document = _document(given)
    used = {mark for _, _, cell in tables.every_cell(document["tables"]) for mark in cell["marks"]}
    expect(used <= set(document["symbols"]), f"{used} are used, {set(document['symbols'])} explained.")
    for table, where, cell in tables.every_cell(document["tables"]):
        why = [mark for mark in cell["marks"] if mark in ("c", "x", "z")]
        expect(
            (cell["value"] is None) == bool(why),
            f"{table}, {where}: a cell without a number must say why, and no other.",
        )
    return f"{', '.join(document['symbols']) or 'none'}, each with its explanation"


def _revisions(given: Files) -> str:
    document = _document(given)
    stem, _, number = document["id"].rpartition("-")
    expect(stem == document["period"]["key"], f"{document['id']} does not belong to its period.")
    earlier = [f"{stem}-{n}" for n in range(int(number) - 1, 0, -1)]
    listed = [item["id"] for item in document["revisions"]]
    expect(listed == earlier, f"it lists {', '.join(listed) or 'none'} as the earlier ones.")
    expect(document["reason"] or not earlier, "a revision must say why.")
    if files.LOG in given:
        expect(given[files.LOG].startswith(files.history(document)), f"{files.LOG} says something else.")
    return f"number {number} of its period" + (f", after {', '.join(listed)}" if listed else "")


CHECKS: tuple[tuple[str, Callable[[Files], str]], ...] = (
    ("digests", _digests),
    ("schema", _schema),
    ("children + parents", _sum),
    ("period", _period),
    ("margins", _margins),
    ("coverage", _coverage),
    ("marks", _marks),
    ("range of children", _range),
    ("ratings", _ratings),
    ("disclosure", _disclosure),
    ("licence", _licence),
    ("revisions", _revisions),
)
