"""The public pages, the files and the API: what everybody sees, without a cookie."""

from __future__ import annotations

import html
import io
import json
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from PIL import Image

from education.figures import actions, files, page, queries, share, verify
from education.figures.models import Definition
from education.people.models import User
from education.people.roles import Role
from education.schools.force import force
from tests import factories
from tests.figures import world

pytestmark = pytest.mark.django_db
ADDRESS = "/figures/calendar-2019-1/"


@pytest.fixture
def people():
    return world.past_year()


@pytest.fixture
def snapshot(people):
    return actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1]
    )


def words(response) -> str:
    """The page's words without its tags."""
    main = response.content.decode().split("<main", 1)[1].split(">", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_with_nothing_published_the_page_says_what_will_stand_there(client):
    answer = client.get("/figures/")
    assert answer.status_code == 200
    assert "No figure is published yet." in words(answer)
    assert client.get("/figures/latest/").headers["Location"] == "/figures/"
    assert client.get("/figures/latest/figures.csv").status_code == 404
    assert client.get("/api/v1/figures/").json() == {"count": 0, "items": []}


def test_the_page_names_the_period_beside_the_number_and_keeps_the_parts_apart(client, snapshot):
    said = words(client.get("/figures/"))
    assert said.startswith(
        "Our figure 7,805 places taken by children, parents and carers in training about how to stay safe online,"
        " calendar year 2019, 1 January to 31 December 2019 . Final every register is signed off by a second person"
    )
    for part in (
        "Children 6,817 places Parents and carers 988 places",
        "Sessions delivered 4 Schools visited 3",
        "4 of 4 sessions have a register (100%)",
        "85.7% counted in the room 14.3% estimated",
        snapshot.definition.wording,
    ):
        assert part in said
    assert "people reached" not in said.lower()


def test_a_demonstration_says_invented_on_the_line_of_every_number(client, people):
    User.objects.create_user("x@demo.example", is_demo=True)
    actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1]
    )
    said = words(client.get("/figures/"))
    assert "7,805 invented counts places taken" in said
    assert "6,817 places invented Parents and carers 988 places invented" in said
    tile = Template("{% load figures %}{% figure_tile %}").render(Context())
    assert '7,805</strong> <span class="tag tag--wait">invented counts</span></p>' in tile


def test_the_tile_is_empty_until_something_is_published_and_names_its_period(client, people):
    tile = Template("{% load figures %}{% figure_tile %}")
    assert tile.render(Context()).strip() == ""
    actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1]
    )
    rendered = " ".join(re.sub(r"<[^>]+>", " ", tile.render(Context())).split())
    assert rendered == (
        "What we have done 7,805 places taken by children, parents and carers in our training about staying safe online,"
        " calendar year 2019, 1 January to 31 December 2019 How this number is made"
    )


def test_the_force_s_other_figures_stand_apart_with_their_qualifier_and_source(client, snapshot, people):
    actions.load_reported_figures(entered_by=people[0], approved_by=people[1])
    page = client.get("/figures/")
    ours, theirs = words(page).split("Other figures the force has reported")
    assert "226" not in ours
    numbers = re.findall(r'<p class="reported__number">(.*?)</p>', page.content.decode())
    assert [" ".join(re.sub(r"<[^>]+>", " ", n).split()) for n in numbers] == [
        "226", "79", "14", "46", "64", "more than 700", "253", "more than 350",
    ]  # fmt: skip
    assert "must not be added to it or to each other" in theirs
    assert theirs.count("as at 21 November 2026") == 8
    for total in ("429", "8,234", "8,031"):  # sums nobody may make
        assert total not in words(page)


def test_a_reported_figure_that_nobody_approved_is_not_shown(client, people):
    actions.load_reported_figures(entered_by=people[0], approved_by=people[1])
    queries.reported().filter(key="arrests-2019").update(approved_by=None, approved_at=None)
    assert "Arrests" not in words(client.get("/figures/"))


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("figures.csv", "text/csv; charset=utf-8"),
        ("figures.json", "application/json"),
        ("datapackage.json", "application/json"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ],
)
def test_each_file_is_served_as_published_for_every_site_and_for_ever(client, snapshot, name, media_type):
    answer = client.get(ADDRESS + name)
    stored = snapshot.files.get(name=name)
    assert (answer.status_code, answer.content) == (200, bytes(stored.content))
    assert {key: answer.headers.get(key) for key in (
        "Content-Type", "ETag", "Cache-Control", "Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy",
    )} == {
        "Content-Type": media_type, "ETag": f'"{stored.sha256}"',
        "Cache-Control": "public, max-age=31536000, immutable", "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }  # fmt: skip
    again = client.get(ADDRESS + name, headers={"if-none-match": f'"{stored.sha256}"'})
    assert (again.status_code, again.content, again.headers["Access-Control-Allow-Origin"]) == (304, b"", "*")
    latest = client.get(f"/figures/latest/{name}", follow=True)
    assert (latest.redirect_chain, latest.content) == ([(ADDRESS + name, 302)], bytes(stored.content))


def test_the_csv_holds_the_agreed_columns_and_rows(client, snapshot):
    lines = client.get(ADDRESS + "figures.csv").content.decode().splitlines()
    shared = "calendar,2019-01-01,2019-12-31,E23000013,Cleveland Police"
    assert lines[:6] == [
        "period_type,period_start,period_end,area_code,area_name,audience,age_band,session_type,measure,value,"
        "status,schools_band,phase,marks",
        f"{shared},children,all,all,places,6817,final,3 to 9,all,",
        f"{shared},parents_carers,all,all,places,988,final,3 to 9,all,",
        f"{shared},total,all,all,places,7805,final,3 to 9,all,",
        f"{shared},total,all,all,sessions,4,final,3 to 9,all,",
        f"{shared},total,all,all,schools,3,final,3 to 9,all,",
    ]
    assert lines[6:12] == [
        "calendar,2019-01-01,2019-12-31,E06000808,Stockton-on-Tees,total,all,all,places,7805,final,3 to 9,all,",
        f"{shared},total,all,all,places,7805,final,3 to 9,primary,",
        f"{shared},total,all,all,places,0,final,none,secondary-and-over,",
        f"{shared},total,all,all,places,0,final,none,other,",
        "term,2019-01-01,2019-03-31,E23000013,Cleveland Police,total,all,all,places,0,final,none,all,",
        "term,2019-04-01,2019-08-31,E23000013,Cleveland Police,total,all,all,places,7805,final,3 to 9,all,",
    ]
    assert [line.split(",")[8] for line in lines[13:]] == [
        "schools_first_visit",
        "schools_visited_before",
        "schools",
        "schools_there_are",
        "schools_first_visit",
        "schools_visited_before",
        "schools_there_are",
    ]


def test_figures_json_keeps_the_contract(client, snapshot):
    found = client.get(ADDRESS + "figures.json").json()
    assert {
        key: found[key] for key in ("as_at", "status", "headline", "coverage", "shares", "revisions")
    } == {
        "as_at": snapshot.as_at.isoformat(),
        "status": "final",
        "headline": {"children": 6817, "parents": 988, "total": 7805, "sessions": 4, "schools": 3},
        "coverage": {"delivered": 4, "recorded": 4, "share": 1.0},
        "shares": {"counted": 0.857, "estimated": 0.143, "imported": 0.0},
        "revisions": [],
    }
    assert found["definition"] == {
        "key": queries.TRAINED, "version": 1, "wording": snapshot.definition.wording,
    }  # fmt: skip
    assert (found["period"]["type"], found["period"]["start"], found["period"]["end"]) == (
        "calendar", "2019-01-01", "2019-12-31",
    )  # fmt: skip
    assert found["sha256"] == files.sha256(client.get(ADDRESS + "figures.csv").content)
    assert [table["key"] for table in found["tables"]] == ["authority", "phase", "time", "schools"]


def test_the_api_lists_snapshots_newest_first_page_by_page(client, snapshot, people):
    second = actions.publish(
        definition=queries.TRAINED, period="academic-2018-19", prepared_by=people[0], approved_by=people[1]
    )
    found = client.get("/api/v1/figures/").json()
    assert (found["count"], [item["id"] for item in found["items"]]) == (2, [second.slug, snapshot.slug])
    assert found["items"][1] == {
        "id": "calendar-2019-1", "address": ADDRESS, "period": snapshot.document["period"], "status": "final",
        "headline": snapshot.document["headline"],
    }  # fmt: skip
    page = client.get("/api/v1/figures/?limit=1&offset=1").json()
    assert (page["count"], [item["id"] for item in page["items"]]) == (2, ["calendar-2019-1"])


def test_the_api_gives_a_snapshot_as_its_file_does(client, snapshot):
    answer = client.get("/api/v1/figures/calendar-2019-1/")
    assert answer.json() == {
        **json.loads(client.get(ADDRESS + "figures.json").content), "address": ADDRESS,
    }  # fmt: skip
    assert (answer.headers["Access-Control-Allow-Origin"], answer.headers["Cache-Control"]) == (
        "*", "public, max-age=60",
    )  # fmt: skip
    again = client.get("/api/v1/figures/calendar-2019-1/", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.head("/api/v1/figures/").status_code == 200


def test_the_api_describes_itself(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {path: sorted(methods) for path, methods in paths.items()} == {
        "/api/v1/figures/": ["get"], "/api/v1/figures/{slug}/": ["get"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/figures/calendar-1999-1/", 404),
        ("get", "/api/v1/nothing/", 404),
        ("get", "/api/v1/", 404),
        ("get", "/api/v1/docs/", 404),
        ("get", "/api/v1/figures/?limit=0", 422),
        ("get", "/api/v1/figures/?limit=1000", 422),
        ("get", "/api/v1/figures/?offset=minus", 422),
        ("post", "/api/v1/figures/", 405),
        ("delete", "/api/v1/figures/calendar-2019-1/", 405),
    ],
)
def test_what_the_api_can_t_answer_it_says_in_json(client, snapshot, method, address, status):
    answer = getattr(client, method)(address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["detail"]


def test_a_withdrawn_figure_keeps_its_page_with_the_reason_and_loses_its_files(client, snapshot, people):
    actions.withdraw(snapshot=snapshot, reason="One school was counted under two names.", by=people[1])
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert "One school was counted under two names." in words(page)
    assert "7,805" not in words(page)
    file = client.get(ADDRESS + "figures.csv")
    assert (file.status_code, file.content.decode()) == (
        410, "calendar-2019-1 was withdrawn: One school was counted under two names.\n",
    )  # fmt: skip
    assert client.get("/api/v1/figures/calendar-2019-1/").status_code == 410
    assert client.get("/api/v1/figures/").json()["count"] == 0
    assert "calendar-2019-1 Withdrawn" in words(client.get("/figures/"))


def test_an_older_figure_points_at_the_newer_one(client, snapshot, people):
    world.counted(1, by=factories.staff(Role.OFFICER))
    newer = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1],
        reason="A register was found.", error_found=True,
    )  # fmt: skip
    assert "There is a newer figure for this period: calendar-2019-2 ." in words(client.get(ADDRESS))
    said = words(client.get(newer.get_absolute_url()))
    assert "newer figure" not in said
    assert "Why it was revised A register was found." in said
    assert client.get("/figures/latest/").headers["Location"] == newer.get_absolute_url()


def test_no_public_address_sets_a_cookie_or_prints_a_script(client, snapshot, people):
    actions.load_reported_figures(entered_by=people[0], approved_by=people[1])
    for address in ("/figures/", "/figures/latest/", ADDRESS, "/api/v1/figures/", "/api/v1/openapi.json",
                    "/figures/how/", ADDRESS + "figures.zip", ADDRESS + "share.png",
                    *(ADDRESS + name for name in files.MEDIA_TYPES)):  # fmt: skip
        answer = client.get(address)
        assert (dict(answer.cookies), "Cookie" in answer.headers.get("Vary", "")) == ({}, False), address
        if answer.headers["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            assert (
                re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*ld\+json)|\sstyle=|\son[a-z]+=|<style", text) == []
            )


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_public_pages_are_for_reading(client, snapshot, method):
    for address in ("/figures/", ADDRESS, ADDRESS + "figures.csv", "/figures/latest/"):
        assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("address", ["/figures/calendar-1999-1/", ADDRESS + "other.csv", "/figures/../x/"])
def test_what_was_never_published_is_not_found(client, snapshot, address):
    assert client.get(address).status_code == 404


def test_all_files_come_as_one_archive_that_the_checker_takes(client, snapshot, tmp_path):
    answer = client.get(ADDRESS + "figures.zip")
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (
        "application/zip", 'attachment; filename="calendar-2019-1.zip"',
    )  # fmt: skip
    assert client.get(ADDRESS + "figures.zip").content == answer.content
    path = tmp_path / "calendar-2019-1.zip"
    path.write_bytes(answer.content)
    assert verify.read(str(path)) == {f.name: bytes(f.content) for f in snapshot.files.all()}
    call_command("verify_figure", str(path))
    again = client.get(ADDRESS + "figures.zip", headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_picture_for_sharing_is_made_from_the_snapshot_and_named_on_its_page(client, snapshot):
    answer = client.get(ADDRESS + "share.png")
    assert answer.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as found:
        assert (found.size, found.format, found.info.keys() & {"exif"}) == ((1200, 630), "PNG", set())
    assert len(answer.content) < 60_000
    assert client.get(ADDRESS + "share.png").content == answer.content
    named = re.findall(r'property="og:image" content="([^"]+)"', client.get(ADDRESS).content.decode())
    assert named == [f"{settings.BASE_URL}{ADDRESS}share.png"]
    assert share.words(snapshot) == (
        "7,805", "places taken by children, parents and carers in training about how to stay safe online",
        "Calendar year 2019, 1 January to 31 December 2019",
        f"Cleveland Police, as at {snapshot.as_at.day} {snapshot.as_at:%B %Y}", "",
    )  # fmt: skip


def test_the_page_describes_its_data_in_the_words_of_schema_org(client, snapshot):
    page = client.get(ADDRESS).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found = json.loads(text)
    assert (found["@type"], found["identifier"], found["temporalCoverage"]) == (
        "Dataset", "calendar-2019-1", "2019-01-01/2019-12-31",
    )  # fmt: skip
    assert [(d["encodingFormat"], d["contentUrl"]) for d in found["distribution"]] == [
        (kind, f"{settings.BASE_URL}{ADDRESS}{name}")
        for kind, name in (
            ("text/csv", "figures.csv"), ("application/json", "figures.json"), ("application/zip", "figures.zip"),
        )
    ]  # fmt: skip
    assert [v["value"] for v in found["variableMeasured"]] == [6817, 988]
    assert found["license"] == force().licence.path


def test_words_of_a_figure_can_t_leave_the_description_of_its_data(client, people):
    first = queries.current_definition()
    nasty = '</script><script>alert("1")</script>\\'
    Definition.objects.create(key=first.key, version=2, title=first.title, wording=nasty, since=first.since)
    made = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1]
    )
    page = client.get(made.get_absolute_url()).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(text)["description"] == nasty
    assert re.findall(r"<script>", page) == []


def test_another_site_may_ask_first_and_is_let_in_to_data_alone(client, snapshot):
    for address in (
        ADDRESS + "figures.csv",
        ADDRESS + "figures.zip",
        "/api/v1/figures/",
        "/figures/latest/figures.json",
    ):
        answer = client.options(address, headers={"origin": "https://elsewhere.example"})
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, "*"), address
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for address in ("/figures/", ADDRESS, "/figures/how/"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers


def test_the_api_filters_by_period_status_and_year_and_names_the_pages_beside(client, snapshot, people):
    second = actions.publish(
        definition=queries.TRAINED, period="academic-2018-19", prepared_by=people[0], approved_by=people[1],
        status="provisional",
    )  # fmt: skip

    def ids(query: str) -> list[str]:
        return [item["id"] for item in client.get(f"/api/v1/figures/?{query}").json()["items"]]

    assert ids("period=calendar") == ids("year=2019") == ids("status=final") == [snapshot.slug]
    assert ids("period=academic") == ids("year=2018") == ids("status=provisional") == [second.slug]
    assert ids("period=academic&status=final") == []
    first = client.get("/api/v1/figures/?limit=1")
    assert first.headers["Link"] == '</api/v1/figures/?limit=1&offset=1>; rel="next"'
    last = client.get("/api/v1/figures/?limit=1&offset=1")
    assert last.headers["Link"] == '</api/v1/figures/?limit=1&offset=0>; rel="prev"'
    assert "Link" not in client.get("/api/v1/figures/").headers
    told = client.get("/api/v1/figures/?yeer=2019")
    assert (told.status_code, told.json()["detail"]) == (
        422, "There is no parameter “yeer”. This address has limit, offset, period, status, year.",
    )  # fmt: skip


def test_how_it_is_made_prints_the_rule_the_signs_and_every_figure(client, snapshot, people):
    actions.withdraw(snapshot=snapshot, reason="One school was counted under two names.", by=people[1])
    said = words(client.get("/figures/how/"))
    for part in (
        snapshot.definition.wording, "Version 1, for sessions since 1 January 2019",
        "[c] confidential: not shown", "0 a true zero: nobody.",
        "calendar-2019-1 Calendar year 2019, 1 January to 31 December 2019",
        "Withdrawn – One school was counted under two names.",
    ):  # fmt: skip
        assert part in said


def test_a_corrected_figure_s_page_says_so_with_the_reason(client, snapshot, people):
    world.counted(1, by=factories.staff(Role.OFFICER))
    actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1],
        reason="A register was found.", error_found=True,
    )  # fmt: skip
    said = words(client.get(ADDRESS))
    assert "This figure was corrected. There is a newer figure for this period: calendar-2019-2 ." in said
    assert "Why: A register was found." in said


@pytest.mark.parametrize(
    "address", ["/figures/", ADDRESS, "/figures/how/", "/api/v1/figures/", ADDRESS + "figures.csv"]
)
def test_an_address_asks_the_database_the_same_whatever_stands_behind_the_figure(
    client, snapshot, people, address
):
    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    actions.publish(
        definition=queries.TRAINED, period="academic-2018-19", prepared_by=people[0], approved_by=people[1]
    )
    before = asked()
    officer = factories.staff(Role.OFFICER)
    for number in range(4):
        world.counted(10 + number, by=officer, of=factories.school(f"Lighthouse {number} Primary School"))
    for period in ("calendar-2019", "financial-2019-20"):
        actions.publish(
            definition=queries.TRAINED, period=period, prepared_by=people[0], approved_by=people[1],
            reason="More registers came.", error_found=True,
        )  # fmt: skip
    assert asked() <= before + (address == ADDRESS)  # an older one also asks for the newest of its period


@pytest.mark.parametrize(
    "address",
    ["/figures/", ADDRESS, "/figures/how/", "/api/v1/figures/", "/api/v1/figures/calendar-2019-1/",
     *(ADDRESS + name for name in ("figures.csv", "figures.zip", "share.png"))],
)  # fmt: skip
def test_no_public_address_looks_at_a_register_or_a_visit(client, snapshot, address):
    """What makes a page as fast over a million registers as over four: it reads the snapshot and nothing else."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    asked = " ".join(query["sql"] for query in found)
    assert "figures_snapshot" in asked
    assert re.findall(r'"(?:(?:attendance|liaison|schools)_\w+|ledger_event)"', asked) == []


def test_the_control_a_desk_page_does_look_at_registers(client, snapshot, people):
    client.force_login(people[0])
    with CaptureQueriesContext(connection) as found:
        client.get("/cms/figures/prepare/?period=calendar-2019")
    assert "attendance_register" in " ".join(query["sql"] for query in found)


def test_the_trend_has_the_newest_standing_figure_of_each_year_of_its_kind(client, snapshot, people):
    officer = factories.staff(Role.OFFICER)
    for number in range(3):
        of = factories.school(f"Earlier {number} Primary School")
        world.counted(100, 20, by=officer, of=of, day="2018-05-14")
    earlier = actions.publish(
        definition=queries.TRAINED, period="calendar-2018", prepared_by=people[0], approved_by=people[1]
    )
    actions.publish(
        definition=queries.TRAINED, period="academic-2017-18", prepared_by=people[0], approved_by=people[1]
    )
    said = words(client.get(ADDRESS))
    assert "Year by year" in said
    assert [(year.name, year.total) for year in page.trend(snapshot)] == [("2018", 360), ("2019", 7805)]
    actions.withdraw(snapshot=earlier, reason="One school was counted under two names.", by=people[1])
    assert "Year by year" not in words(client.get(ADDRESS))


@pytest.mark.parametrize("published", [False, True])
def test_the_page_of_our_figures_has_one_description_for_search_engines(client, people, published):
    if published:
        actions.publish(
            definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1]
        )
    said = re.findall(
        r'<meta name="description" content="([^"]*)">', client.get("/figures/").content.decode()
    )
    assert [text.partition(" took part")[0] for text in said] == ["How many children, parents and carers"]
