"""A plan from three answers: made of the guides' own parts, kept by nobody, and forgiving of half an address."""

from __future__ import annotations

import re

import pytest

from education.content import plan
from education.content.models import GuidePage

WHOLE = {"age": "8-10", "device": "console", "worry": "games"}


def taps(page):
    return dict(re.findall(r'<a class="tap[^"]*" href="([^"]+)">([^<]+)</a>', page.content.decode()))


def test_three_taps_lead_from_nothing_to_a_plan(launched, client):
    address, seen = "/parents/plan/", []
    for words in ("8–10", "Games console", "Games, and who they play with"):
        choices = taps(client.get(address))
        (found,) = [href for href, label in choices.items() if label == words]
        address = found.replace("&amp;", "&") if found.startswith("/") else f"/parents/plan/{found}"
        seen.append(address)
    page = client.get(address).content.decode()
    assert seen[-1] == "/parents/plan/?age=8-10&device=console&worry=games"
    parts = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    assert [p for p in parts if p in {"Tonight", "What to say", "This week", "Whom to ring"}] == [
        "Tonight", "What to say", "This week", "Whom to ring",
    ]  # fmt: skip


def test_it_is_made_of_the_guides_own_words(launched):
    made = plan.make(plan.read(WHOLE))
    by_number = {guide.number: guide for guide in GuidePage.objects.live()}
    assert [guide.number for guide in made.guides] == [7, 4, 12]
    first = next(block for block in by_number[7].body if block.block_type == "do_first")
    assert made.tonight.title == by_number[7].tonight
    assert list(made.tonight.lines) == [step["text"] for step in first.value["steps"]][: plan.MOST_STEPS]
    assert [part.title for part in made.week][1:] == [by_number[4].title, by_number[12].title]
    every = [*made.tonight.lines, *made.say, *(line for part in made.week for line in part.lines)]
    assert [line for line in every if "StructValue" in line] == []
    assert made.help_set == by_number[7].help_set
    assert made.say


@pytest.mark.parametrize("worry", [worry.code for worry in plan.WORRIES])
def test_every_worry_has_a_plan_with_something_to_do_to_say_and_to_ring(launched, worry):
    made = plan.make(plan.read({"age": "any", "device": "any", "worry": worry}))
    assert made.tonight and made.tonight.title
    assert made.help_set
    assert made.say or made.week


def test_half_an_address_asks_for_the_rest_and_can_be_answered_at_once(launched, client):
    page = client.get("/parents/plan/?worry=money")
    assert page.context["step"].name == "age"
    assert page.context["answers"].now == "?age=any&device=any&worry=money"
    assert "Show me the plan now" in page.content.decode()
    assert client.get("/parents/plan/" + page.context["answers"].now).context["plan"].guides[0].number == 17


def test_what_is_no_choice_is_asked_again_and_said(launched, client):
    page = client.get("/parents/plan/?age=99&device=console")
    assert (page.status_code, page.context["step"].name) == (200, "age")
    assert "none of the choices" in page.content.decode()
    assert "none of the choices" not in client.get("/parents/plan/?device=console").content.decode()


def test_every_answer_can_be_taken_back(launched, client):
    shown = client.get("/parents/plan/", WHOLE).context["answers"].shown()
    assert [each.query for each in shown] == [
        "?device=console&worry=games", "?age=8-10&worry=games", "?age=8-10&device=console",
    ]  # fmt: skip


def test_a_plan_is_kept_by_no_cache_no_cookie_and_no_search_engine(launched, client):
    for query in ("", "?age=8-10", "?age=8-10&device=console&worry=pressure"):
        page = client.get(f"/parents/plan/{query}")
        assert "no-store" in page["Cache-Control"]
        assert not page.cookies
        assert 'content="noindex"' in page.content.decode()


def test_a_plan_for_a_hard_worry_offers_to_leave_and_names_it_nowhere_in_the_tab(launched, client):
    hard = client.get("/parents/plan/?age=any&device=any&worry=pressure").content.decode()
    assert 'href="/leave/"' in hard
    assert re.search(r"<title>(.*?)</title>", hard, re.S)[1].startswith("A plan for tonight")
    assert (
        'href="/leave/"' not in client.get("/parents/plan/?age=any&device=any&worry=money").content.decode()
    )


def test_a_guide_that_is_not_live_leaves_its_place_to_the_next(launched, client):
    GuidePage.objects.get(number=7).unpublish()
    assert [g.number for g in plan.make(plan.read(WHOLE)).guides] == [4, 12]
    GuidePage.objects.update(live=False)
    page = client.get("/parents/plan/", WHOLE)
    assert (page.status_code, "There is no guide for this yet." in page.content.decode()) == (200, True)


def test_a_plan_costs_few_queries(launched, client, django_assert_max_num_queries):
    client.get("/parents/plan/", WHOLE)
    with django_assert_max_num_queries(12):
        client.get("/parents/plan/", WHOLE)


def test_the_guide_about_plans_leads_to_it(launched, client):
    guide = GuidePage.objects.get(number=22)
    assert 'href="/parents/plan/"' in client.get(guide.url).content.decode()
