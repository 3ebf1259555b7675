"""Every part that pages are made of, drawn once in each of its states, for whoever builds or edits a page."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from education.content.ages import BANDS
from education.people.doors import only
from education.people.roles import DESK


class Sample(forms.Form):
    """One question of every kind; it is never sent anywhere."""

    school = forms.CharField(
        label="School", help_text="Start with the first letters of its name.", max_length=80
    )
    year = forms.ChoiceField(label="Year group", choices=[("5", "Year 5"), ("6", "Year 6")], required=False)
    when = forms.ChoiceField(
        label="Time of day", choices=[("am", "Morning"), ("pm", "Afternoon")], widget=forms.RadioSelect
    )
    children = forms.IntegerField(label="How many children", min_value=1)
    read = forms.BooleanField(label="A member of our staff stays in the room")


def drawings() -> list[str]:
    """The names of every drawing, as `{% picture %}` and editors name them."""
    folder = Path(str(finders.find("img/bo.svg"))).parent
    return sorted(file.stem for file in folder.glob("*.svg") if file.stem not in {"icon", "place"})


@require_safe
@only(*DESK)
def components(request: HttpRequest) -> HttpResponse:
    """The page of parts."""
    refused = Sample({"school": "", "children": "0"}, prefix="refused")
    context = {"blank": Sample(), "refused": refused, "bands": BANDS, "drawings": drawings()}
    return render(request, "home/components.html", context)
