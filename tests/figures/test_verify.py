"""A figure checked from its own files: every kind of tampering is found, and no database is needed."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from education.figures import actions, files, queries, verify
from education.people.roles import Role
from education.schools.licences import licence
from tests import factories
from tests.figures import world

ROOT = Path(__file__).resolve().parents[2]
PROFILES = ROOT.parent / "shared/data/publishing"


@pytest.fixture
def published(db):
    analyst, publisher = world.past_year()
    snapshot = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=analyst, approved_by=publisher
    )
    return {f.name: bytes(f.content) for f in snapshot.files.all()}


@pytest.fixture
def folder(published, tmp_path):
    for name, content in published.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def resealed(published, table=None, **changes):
    """The files with other content and digests that fit it: a forger who knows what he does."""
    document = json.loads(published[files.JSON])
    for key, value in changes.items():
        document[key] = {**document[key], **value} if isinstance(value, dict) else value
    document.pop("sha256")
    package = json.loads(published[files.PACKAGE])
    table = table or files.csv_bytes(document["rows"])
    package["resources"][0].update(hash=f"sha256:{files.sha256(table)}", bytes=len(table))
    made = {
        files.CSV: table,
        files.JSON: files.json_bytes({**document, "sha256": files.sha256(table)}),
        files.PACKAGE: files.json_bytes(package),
    }
    made[files.SUMS] = "".join(f"{files.sha256(c)}  {n}\n" for n, c in sorted(made.items())).encode()
    return made


def failure(given) -> str:
    with pytest.raises(verify.CheckError) as found:
        list(verify.check(given))
    return str(found.value)


def test_an_honest_forger_passes_so_the_forgeries_below_fail_for_their_own_reason(published):
    assert len(list(verify.check(resealed(published)))) == 12


@pytest.mark.parametrize("name", verify.NAMES)
def test_a_missing_or_changed_file_is_found(published, name):
    said = failure({k: v for k, v in published.items() if k != name})
    if name in verify.LATER:
        assert said == "digests: it lists CHANGELOG.txt, datapackage.json, figures.csv, figures.json."
    else:
        assert said == f"digests: {name} is missing."
    changed = {**published, name: published[name].replace(b"7", b"8", 1)}
    assert failure(changed).startswith("digests: ")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"headline": {"children": 6818}}, "children + parents: 6,818 + 988 is not 7,805."),
        ({"headline": {"children": 6818, "total": 7806}}, "margins: the rows give "),
        ({"headline": {"sessions": -1}}, "children + parents: sessions is -1."),
        ({"headline": {"children": "6817"}}, "children + parents: children is '6817'."),
        ({"period": {"end": "2018-12-31"}}, "period: it ends (2018-12-31) before it starts (2019-01-01)."),
        ({"period": {"end": "2019-12-30"}}, "period: a row of figures.csv names another period or status."),
        ({"as_at": "2019-06-30"}, "period: it was counted on 2019-06-30, before it had ended on 2019-12-31."),
        ({"status": "certain"}, "period: the status is 'certain'."),
        ({"coverage": {"recorded": 5}}, "coverage: 5 of 4 sessions have a register."),
        ({"coverage": {"share": 0.5}}, "coverage: the share is 0.5."),
        ({"shares": {"counted": 0.9}}, "coverage: the shares add up to 1.043."),
        ({"tables": [{}]}, "margins: the files are not in the agreed form (KeyError: 'rows')."),
        (
            {"revisions": [{"id": "calendar-2018-1"}]},
            "revisions: it lists calendar-2018-1 as the earlier ones.",
        ),
        ({"id": "calendar-2019-2"}, "revisions: it lists none as the earlier ones."),
        ({"id": "calendar-2020-1"}, "revisions: calendar-2020-1 does not belong to its period."),
        ({"headline": {"schools": 2}}, "margins: the rows give "),
        (
            {"licence": {"path": "https://example.org/"}},
            "licence: OGL-UK-3.0 at https://example.org/ is no known licence.",
        ),
        ({"licence": {"name": "MINE"}}, "licence: MINE at "),
        (
            {"licence": licence("CC-BY-4.0").stored()},
            "licence: figures.json and datapackage.json name different licences.",
        ),
        ({"coverage": []}, "coverage: the files are not in the agreed form (TypeError: "),
    ],
)
def test_a_forged_document_is_found_out_even_with_digests_that_fit(published, changes, sentence):
    assert failure(resealed(published, **changes)).startswith(sentence)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b",6817,", b",6817.5,", "schema: line 2, value: “6817.5” is no whole number."),
        (b",6817,", b",-1,", "schema: line 2, value: -1 is too small."),
        (b",children,", b",pupils,", "schema: line 2, audience: “pupils” is not one of "),
        (b"2019-01-01", b"01/01/2019", "schema: line 2, period_start: “01/01/2019”."),
        (b"Cleveland Police", b"=1+1", "schema: line 2, area_name: “=1+1” reads as a formula."),
        (b"Cleveland Police", b"", "schema: line 2, area_name is missing."),
        (b",value,", b",number,", "schema: figures.csv has the columns "),
        (b",final,3 to 9,all,\r\n", b",final\r\n", "schema: line 2 has another number of cells."),
        (b",parents_carers,", b",children,", "schema: line 3 repeats an earlier one."),
        (b",6817,", b",[c],", "margins: figures.csv and figures.json do not hold the same rows."),
    ],
)
def test_a_forged_table_is_found_out(published, old, new, sentence):
    table = published[files.CSV].replace(old, new, 1)
    assert failure(resealed(published, table=table)).startswith(sentence)


def test_a_breakdown_of_few_schools_is_not_let_through(db):
    officer, people = (
        factories.staff(Role.OFFICER),
        (factories.staff(Role.ANALYST), factories.staff(Role.PUBLISHER)),
    )
    world.counted(12, by=officer)
    actions.load_definitions()
    snapshot = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1],
        reason="The only visit of the year.",
    )  # fmt: skip
    few = {f.name: bytes(f.content) for f in snapshot.files.all()}
    told = {"shares": {"counted": 1.0, "estimated": 0.0, "imported": 0.0}}
    assert failure(resealed(few, **told)) == "disclosure: so few schools allow the headline only."
    assert failure(resealed(few, reason="")).startswith("disclosure: a figure that so few schools")
    rows = [{**row, "age_band": "8-10"} for row in json.loads(few[files.JSON])["rows"][:1]]
    broken = [*json.loads(few[files.JSON])["rows"], *rows]
    assert failure(resealed(few, rows=broken)) == (
        "margins: the rows are not those of the headline and the tables."
    )


def command(source) -> str:
    out = io.StringIO()
    call_command("verify_figure", str(source), stdout=out)
    return out.getvalue()


def test_the_command_prints_each_check_and_needs_no_database(folder, django_db_blocker):
    with django_db_blocker.block():
        lines = command(folder).splitlines()
    assert [line[:8] for line in lines] == ["ok      "] * 12 + ["This fig"]
    assert lines[2] == "ok      children + parents: 6,817 + 988 = 7,805"


def test_several_figures_are_checked_one_by_one_and_then_beside_each_other(folder, tmp_path_factory):
    officer = factories.staff(Role.OFFICER)
    for number in range(3):
        world.counted(40, 0, by=officer, of=factories.school(f"Late {number} Primary School"))
    people = factories.staff(Role.ANALYST), factories.staff(Role.PUBLISHER)
    second = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1],
        reason="Three registers came late.", error_found=True,
    )  # fmt: skip
    other = tmp_path_factory.mktemp("second")
    for file in second.files.all():
        (other / file.name).write_bytes(bytes(file.content))
    out = io.StringIO()
    call_command("verify_figure", str(folder), str(other), stdout=out)
    said = out.getvalue().splitlines()
    assert [line[:8] for line in said].count("ok      ") == 2 * 12 + 2
    assert said[-3] == "ok      quoted: 1 earlier figures, each as its own file has it"
    assert said[-1] == "These figures hold."
    with pytest.raises(
        CommandError, match="These figures do not hold: beside each other: a figure is given twice"
    ):
        call_command("verify_figure", str(other), str(other), stdout=io.StringIO())


def test_the_command_ends_with_the_first_failure(folder):
    (folder / files.CSV).write_bytes(b"")
    with pytest.raises(CommandError, match=r"This figure does not hold: digests: figures\.csv should have"):
        command(folder)


def test_an_archive_is_read_wherever_the_files_lie_in_it(published, tmp_path):
    path = tmp_path / "figure.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in published.items():
            archive.writestr(f"calendar-2019-1/{name}", content)
    assert command(path).endswith("This figure holds.\n")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("again/figures.csv", b"")
    with pytest.raises(CommandError, match="twice"):
        command(path)


def test_what_is_too_large_is_not_read(published, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(files.CSV, b"0" * (verify.LARGEST + 1))
    with pytest.raises(CommandError, match="larger than 5,000,000 bytes"):
        command(path)
    (tmp_path / files.CSV).write_bytes(b"0" * (verify.LARGEST + 1))
    with pytest.raises(CommandError, match="larger than 5,000,000 bytes"):
        command(tmp_path)


@pytest.mark.parametrize(
    "source", ["nowhere", "file:///etc/passwd", "ftp://example.org/", "http://127.0.0.1:9/"]
)
def test_what_cannot_be_read_is_said_in_one_sentence(source):
    with pytest.raises(CommandError, match=r"is no directory|is no web address|can't be read"):
        command(source)


@pytest.mark.django_db(transaction=True)
def test_the_command_checks_an_address_and_the_alias_of_the_latest(live_server):
    analyst, publisher = world.past_year()
    snapshot = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=analyst, approved_by=publisher
    )
    assert command(f"{live_server.url}{snapshot.get_absolute_url()}").endswith("This figure holds.\n")
    assert command(f"{live_server.url}/figures/latest").endswith("This figure holds.\n")
    with pytest.raises(CommandError, match="can't be read: HTTP Error 404"):
        command(f"{live_server.url}/figures/calendar-1999-1/")


def test_the_command_is_not_led_away_to_another_host():
    handler = verify._SameSite()
    request = verify.Request("https://force.example/figures/latest/figures.csv")
    for away in ("https://elsewhere.example/x", "http://force.example/x", "ftp://force.example/x"):
        with pytest.raises(verify.UnreadableError, match="leads away"):
            handler.redirect_request(request, None, 302, "", {}, away)
    assert handler.redirect_request(request, None, 302, "", {}, "https://force.example/x").full_url.endswith(
        "/x"
    )


def _complaints(value, schema, where="package"):
    """A small reader of the JSON Schema words that the published profile uses."""
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "number": (int, float),
    }
    allowed = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if allowed and not any(isinstance(value, kinds[kind]) for kind in allowed):
        yield f"{where} is no {allowed}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is not one of {schema['enum']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{where} does not match {schema['pattern']}"
    for word, enough in (("anyOf", lambda n: n >= 1), ("oneOf", lambda n: n == 1)):
        if word in schema:
            fits = [option for option in schema[word] if not list(_complaints(value, option, where))]
            if not enough(len(fits)):
                yield f"{where} fits {len(fits)} of {word}"
    if isinstance(value, dict):
        yield from (f"{where} lacks {key}" for key in schema.get("required", []) if key not in value)
        for key, inner in schema.get("properties", {}).items():
            if key in value:
                yield from _complaints(value[key], inner, f"{where}.{key}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{where} is too short"
        for number, item in enumerate(value):
            yield from _complaints(item, schema.get("items", {}), f"{where}[{number}]")


@pytest.mark.parametrize("profile", ["datapackage", "dataresource", "tableschema"])
def test_the_data_package_keeps_the_published_profile(published, profile):
    path = PROFILES / f"frictionless_2.0_{profile}.json"
    if not path.exists():
        pytest.fail(f"{path.name} of the shared data's published profiles is not there.")
    schema = json.loads(path.read_text(encoding="utf-8"))
    package = json.loads(published[files.PACKAGE])
    resource = package["resources"][0]
    given = {"datapackage": package, "dataresource": resource, "tableschema": resource["schema"]}[profile]
    assert list(_complaints(given, schema)) == []
    spoilt = {**given, "resources": "none", "name": 7, "fields": {}}
    assert list(_complaints(spoilt, schema))


def test_no_cell_reads_as_a_formula():
    assert [files.safe(text) for text in ("=1+1", "+44", "-3", "@x", "\tx", "Cleveland")] == [
        "'=1+1", "'+44", "'-3", "'@x", "'\tx", "Cleveland",
    ]  # fmt: skip


def frictionless(folder: Path) -> dict[str, object]:
    """What `frictionless validate` says about a data package, in a process of its own and without our code."""
    command = [sys.executable, "-m", "frictionless", "validate", files.PACKAGE, "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    return json.loads(done.stdout)


def test_frictionless_finds_nothing_wrong_with_the_download_and_finds_what_was_changed(folder):
    report = frictionless(folder)
    assert (report["valid"], report["stats"]["errors"], report["stats"]["warnings"]) == (True, 0, 0)
    table = (folder / files.CSV).read_bytes()
    (folder / files.CSV).write_bytes(table.replace(b",6817,", b",many,", 1))
    assert frictionless(folder)["valid"] is False


def test_a_figure_from_before_the_changelog_still_holds_and_a_changed_changelog_does_not(published):
    older = {name: content for name, content in published.items() if name not in verify.LATER}
    older[files.SUMS] = b"".join(
        line for line in published[files.SUMS].splitlines(keepends=True) if b"CHANGELOG" not in line
    )
    assert len(list(verify.check(older))) == 12
    said = published[files.LOG].replace(b"7,805", b"7,812")
    lied = {**published, files.LOG: said}
    lied[files.SUMS] = published[files.SUMS].replace(
        files.sha256(published[files.LOG]).encode(), files.sha256(said).encode()
    )
    assert failure(lied) == "revisions: CHANGELOG.txt says something else."
