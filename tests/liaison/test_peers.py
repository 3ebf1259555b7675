"""The mistakes that peers made (P1 to P32): each is named here with the tests that would fail if we made it too."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from education.ledger import outbox
from education.ledger.models import Event, OutboxMessage
from education.liaison import diary
from education.liaison.actions import GroupAsked
from education.liaison.errors import Refused
from education.liaison.models import Commitment, Visit
from tests.liaison.cast import DAY, TEN

ROOT = Path(__file__).resolve().parents[2] / "tests"
PEERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "P1": ("check, then insert", ("liaison/test_races.py::test_fifty_writers_for_one_time_and_exactly_one_has_it",
                                  "liaison/test_races.py::test_without_lock_and_guard_officers_are_double_booked")),
    "P2": ("what waits is not busy", ("liaison/test_peers.py::test_a_request_that_waits_is_busy",)),
    "P3": ("list and write by different rules", ("liaison/test_planning.py::test_shifts_repeat_in_their_weeks_for_the_list_and_for_the_write",
                                                 "liaison/test_moving.py::test_what_the_list_shows_is_what_can_be_written",
                                                 "liaison/test_several.py::test_the_list_offers_exactly_what_the_write_accepts")),
    "P4": ("unique on the exact slot only", ("liaison/test_peers.py::test_a_partial_overlap_is_refused_by_the_database",)),
    "P5": ("the day the clocks change", ("liaison/test_moving.py::test_a_time_that_the_clocks_skip_is_refused_in_words",
                                         "liaison/test_availability_oracle.py::test_the_list_is_what_walking_every_minute_finds")),
    "P6": ("a state implied by a mail", ("liaison/test_peers.py::test_a_mail_that_fails_changes_no_state",)),
    "P7": ("reminders on an exact date", ("liaison/test_reminders.py::test_each_is_due_from_its_moment_until_the_next_however_late_the_run",)),
    "P8": ("a reminder after a cancellation", ("liaison/test_reminders.py::test_a_visit_that_was_cancelled_or_moved_after_it_was_queued_is_not_reminded_of",)),
    "P9": ("UID changes, SEQUENCE stands still, REQUEST to cancel", ("liaison/test_mails.py::test_an_invite_follows_the_visit_under_one_name",
                                                                    "liaison/test_moving.py::test_the_calendar_keeps_its_name_and_its_number_rises")),
    "P10": ("a GET acts", ("liaison/test_peers.py::test_looking_at_a_page_changes_nothing",)),
    "P11": ("a reference made of the token", ("liaison/test_peers.py::test_a_reference_tells_nothing_of_any_secret",)),
    "P12": ("a capacity that nobody enforces", ("liaison/test_peers.py::test_more_people_than_a_session_takes_are_refused_at_the_write",
                                                  "liaison/test_several.py::test_a_group_that_is_too_large_is_offered_two_sessions_and_booked_by_following_the_links")),
    "P13": ("a default of zero", ("attendance/test_officer.py::test_an_empty_box_is_not_known_and_never_zero",)),
    "P14": ("the greater of two sources", ("attendance/test_sync.py::test_the_whole_session_and_one_of_its_rooms_are_never_added_unknowingly",)),
    "P15": ("a join that multiplies", ("attendance/test_queries.py::test_every_line_comes_once_however_many_rooms_corrections_and_proposals_there_are",
                                       "figures/test_totals.py::test_the_figure_is_what_a_plain_recount_finds")),
    "P16": ("rows for heads", ("figures/test_totals.py::test_the_figure_is_what_a_plain_recount_finds",)),
    "P17": ("hidden rules of exclusion", ("attendance/test_queries.py::test_a_type_that_is_flagged_out_does_not_count",
                                          "attendance/test_queries.py::test_only_delivered_sessions_count")),
    "P18": ("what is refused is thrown away", ("attendance/test_sync.py::test_an_unknown_session_is_refused_and_kept_without_any_text_that_was_sent",)),
    "P19": ("one bad item stops the queue", ("attendance/test_sync.py::test_one_bad_entry_never_spoils_another_and_answers_keep_their_order",)),
    "P20": ("an idempotency key that expires", ("attendance/test_sync.py::test_the_same_id_with_the_same_content_is_answered_with_the_first_receipt_for_ever",)),
    "P21": ("one draft in two tabs", ("attendance/test_sync.py::test_the_same_id_with_other_content_is_refused_and_both_are_kept",
                                      "liaison/test_races.py::test_the_same_form_from_many_tabs_is_one_visit")),
    "P22": ("a silent winner", ("attendance/test_sync.py::test_an_old_version_with_other_numbers_is_a_proposal_and_the_first_keeps_counting",)),
    "P23": ("a background field beats an edit", ("attendance/test_sync.py::test_an_old_version_with_the_same_numbers_is_a_confirmation",)),
    "P24": ("offline mode switched on by hand", ("journeys/test_the_hall.py::test_four_days_without_a_network_or_a_session_and_every_count_arrives_once",)),
    "P25": ("the time of arrival for the time of capture", ("attendance/test_sync.py::test_a_phone_whose_clock_is_days_off_is_believed_about_the_numbers_only",)),
    "P26": ("codes that change while honest people type", ("attendance/test_check_in.py::test_the_officer_closes_it_early_and_opens_it_again_under_the_same_code",
                                                           "attendance/test_check_in.py::test_a_form_with_an_old_mark_goes_through_when_it_is_sent_once_more",
                                                           "attendance/test_check_in.py::test_a_code_typed_by_hand_is_found")),
    "P27": ("day and month swapped, rows twice", ("attendance/test_importing_rows.py::test_dates_in_another_order_than_stated_are_all_doubted",
                                                  "attendance/test_import_commit.py::test_committing_again_changes_nothing")),
    "P28": ("a hidden cell worked out", ("figures/test_disclosure.py::test_the_exact_attack_breaks_what_the_quick_check_passes",
                                         "figures/test_disclosure.py::test_october_cannot_be_worked_out_from_two_years_to_date")),
    "P29": ("weeks that half-term breaks, terms of academies", ("liaison/test_planning.py::test_shifts_repeat_in_their_weeks_for_the_list_and_for_the_write",
                                                                "liaison/test_planning.py::test_a_schools_own_calendar_takes_the_place_of_its_authoritys_for_that_year")),
    "P30": ("any officer is one who is busy", ("liaison/test_booking.py::test_two_officers_come_when_two_are_needed",
                                               "liaison/test_absences.py::test_whoever_it_adds_least_to_goes_and_everybody_hears")),
    "P31": ("deleting a list deletes counts", ("attendance/test_sync.py::test_the_database_refuses_to_change_or_delete_what_was_sent",)),
    "P32": ("a refusal for haste that redirects", ("attendance/test_sync.py::test_after_sixty_requests_in_a_minute_it_says_when_to_come_back",
                                                   "liaison/test_feeds.py::test_who_guesses_is_slowed_down")),
}  # fmt: skip


def named_in(name: str) -> set[str]:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_each_of_the_thirty_two_is_named():
    assert list(PEERS) == [f"P{n}" for n in range(1, 33)]


@pytest.mark.parametrize("peer", PEERS)
def test_the_tests_that_it_names_are_there(peer):
    for where in PEERS[peer][1]:
        file, _, name = where.partition("::")
        assert name in named_in(file), where


def test_control_a_test_that_is_renamed_is_missed():
    assert "test_that_was_renamed" not in named_in("liaison/test_races.py")


@pytest.mark.django_db
def test_a_request_that_waits_is_busy(play):
    play.ask()
    assert TEN not in {start.time for start in diary.free_for(play.school, play.type, DAY, DAY)}


@pytest.mark.django_db
def test_a_partial_overlap_is_refused_by_the_database(play):
    play.ask()
    held = Commitment.objects.get()
    for shift in (-60, -1, 1, 60):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.create(
                officer=held.officer, kind="duty", start_at=held.start_at + dt.timedelta(minutes=shift),
                end_at=held.end_at + dt.timedelta(minutes=shift),
            )  # fmt: skip


@pytest.mark.django_db
def test_a_mail_that_fails_changes_no_state(play, settings):
    settings.EMAIL_BACKEND = "tests.liaison.test_peers.Broken"
    visit = play.confirmed()
    outbox.send_due()
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    assert mail.outbox == []
    assert not OutboxMessage.objects.filter(state="sent").exists()


class Broken:
    """A mail server that is down."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise OSError("the mail server is down")


@pytest.mark.django_db
def test_looking_at_a_page_changes_nothing(play, client):
    visit = play.confirmed()
    before = (list(Visit.objects.values_list()), Event.objects.count())
    client.force_login(play.teacher)
    for name in ("visit", "visit_end", "visit_move", "visit_invite"):
        for query in ("", "?confirm=1&reason=timetable&version=1&day=2027-01-27&start=13:00"):
            assert client.get(reverse(name, args=[visit.reference]) + query).status_code == 200
    assert (list(Visit.objects.values_list()), Event.objects.count()) == before


@pytest.mark.django_db
def test_a_reference_tells_nothing_of_any_secret(play):
    visit = play.ask()
    for secret in (visit.public_id.hex, visit.submission.hex, visit.submission_digest):
        assert visit.reference.removeprefix("BK-").lower() not in secret


@pytest.mark.django_db
def test_more_people_than_a_session_takes_are_refused_at_the_write(play):
    for groups in ([GroupAsked("5", 61)], [GroupAsked("5", 31), GroupAsked("6", 30)]):
        with pytest.raises(Refused) as refusal:
            play.ask(groups=groups)
        assert refusal.value.code == "group_too_large"
    assert not Visit.objects.exists()
    play.ask(groups=[GroupAsked("5", 30), GroupAsked("6", 30)])
