"""All writes of this room; one verb a function, one transaction each."""

from education.liaison.actions.ad_hoc import accept_ad_hoc_session, add_ad_hoc_session
from education.liaison.actions.change import change_details
from education.liaison.actions.cover import hand_over, reassign
from education.liaison.actions.decide import cancel_visit, confirm_visit, decline_visit, withdraw_visit
from education.liaison.actions.drafts import drop_old_drafts
from education.liaison.actions.filing import ClassAsked, HalfDay, file_request
from education.liaison.actions.forgetting import forget_contacts, forget_person
from education.liaison.actions.ill import report_ill
from education.liaison.actions.lapse import lapse_due
from education.liaison.actions.leave import give_back, take_time
from education.liaison.actions.one_call import approve_and_confirm
from education.liaison.actions.one_session import cancel_session
from education.liaison.actions.outcome import record_delivered, record_outcome
from education.liaison.actions.private_hold import hold_best, hold_due
from education.liaison.actions.request import GroupAsked, request_visit
from education.liaison.actions.shift import move_visit
from education.liaison.actions.types import load_session_types

__all__ = [
    "ClassAsked",
    "GroupAsked",
    "HalfDay",
    "accept_ad_hoc_session",
    "add_ad_hoc_session",
    "approve_and_confirm",
    "cancel_session",
    "cancel_visit",
    "change_details",
    "confirm_visit",
    "decline_visit",
    "drop_old_drafts",
    "file_request",
    "forget_contacts",
    "forget_person",
    "give_back",
    "hand_over",
    "hold_best",
    "hold_due",
    "lapse_due",
    "load_session_types",
    "move_visit",
    "reassign",
    "record_delivered",
    "record_outcome",
    "report_ill",
    "request_visit",
    "take_time",
    "withdraw_visit",
]
