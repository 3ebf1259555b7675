"""What holds before anything is loaded."""

from __future__ import annotations

from django.core.management import call_command
from django.template import Context, Template

from education.content.models import LaunchRecord


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_content")
    given = ("permissions", "two-checks", "help-by-two", "permissions-recordings")
    texts = LaunchRecord.objects.exclude(key__in=given)
    assert capsys.readouterr().out.startswith(f"{texts.count()} made, 0 brought up to date")


def test_the_strip_stands_on_an_empty_database_with_the_emergency_number(db):
    html = Template("{% load help %}{% help_strip %}").render(Context({}))
    assert '<a href="tel:999"><bdi>999</bdi></a>' in html
    assert "Childline" not in html
