"""The school's lesson times, on the way to a booking."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.liaison.actions.lessons import keep_lesson_times
from education.liaison.answers import Answers
from education.liaison.errors import Refused
from education.liaison.forms import TIMES
from education.liaison.views import person
from education.liaison.views.book import known
from education.people.doors import signed_in
from education.people.replies import see_other
from education.schools.models import LessonTimes, SchoolDay


class LessonsForm(forms.Form):
    """When lessons start, break, stop for lunch and end."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in LessonTimes._meta.fields:
            self.fields[field.name] = forms.TimeField(
                label=str(field.verbose_name), required=not field.null,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                error_messages={"required": "Enter a time such as 08:50.", "invalid": "Enter a time such as 08:50."},
            )  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def lessons(request: HttpRequest) -> HttpResponse:
    """One page of six times; then back to the days, with whole mornings and afternoons among them."""
    answers = known(request, "day")
    if not isinstance(answers, Answers):
        return answers
    of = answers.school
    if of is None:
        return see_other(reverse("book"))
    back = f"{reverse('book_day')}?{answers.query()}"
    kept = SchoolDay.objects.filter(school=of).first()
    initial = {name: getattr(kept, name) for name in TIMES} if kept else {}
    form = LessonsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            keep_lesson_times(school=of, lessons=form.cleaned_data, by=person(request))
            messages.success(request, "Thank you. Sessions now lie inside your lessons.")
            return see_other(back)
        except Refused as refusal:
            form.add_error("starts", refusal.sentence)
    context = {"form": form, "back": back, "school": of}
    return render(request, "liaison/book/lessons.html", context, status=422 if form.errors else 200)
