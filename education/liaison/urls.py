"""Addresses of booking and of a school's visits."""

from django.urls import URLPattern, path

from education.liaison.views import (
    book,
    calendars,
    change,
    feedback,
    filing,
    lessons,
    move,
    sheets,
    visits,
    waiting,
)

urlpatterns: list[URLPattern] = [
    path("book/", book.start, name="book"),
    path("book/for/", book.school, name="book_school"),
    path("book/what/", book.what, name="book_what"),
    path("book/day/", book.day, name="book_day"),
    path("book/time/", book.time, name="book_time"),
    path("book/group/", book.group, name="book_group"),
    path("book/check/", book.check, name="book_check"),
    path("book/forget/", book.forget, name="book_forget"),
    path("book/lessons/", lessons.lessons, name="book_lessons"),
    path("book/waiting/", waiting.join, name="book_waiting"),
    path("book/request/<int:urn>/", filing.file, name="book_request"),
    path("calendar/", calendars.own, name="calendar"),
    path("calendar/sheet/", sheets.own, name="calendar_sheet"),
    path("calendar/<slug:secret>.ics", calendars.feed, name="calendar_feed"),
    path("visits/", visits.listing, name="visits"),
    path("visits/waiting/<uuid:public_id>/", waiting.offer, name="waiting_offer"),
    path("visits/waiting/<uuid:public_id>/leave/", waiting.leave, name="waiting_leave"),
    path("visits/<slug:reference>/", visits.detail, name="visit"),
    path("visits/<slug:reference>/invite.ics", visits.invite, name="visit_invite"),
    path("visits/<slug:reference>/feedback/", feedback.feedback, name="visit_feedback"),
    path("visits/<slug:reference>/move/", move.move, name="visit_move"),
    path("visits/<slug:reference>/change/", change.own, name="visit_change"),
    path("visits/<slug:reference>/cancel/", visits.end, name="visit_end"),
]
