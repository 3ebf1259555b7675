"""Mail without a mail server."""

from __future__ import annotations

import email
import logging
from email import policy

from django.core.mail import EmailMessage

from education.ledger.mail import EmlFileBackend


def test_each_mail_becomes_a_file_that_the_console_names(settings, tmp_path, caplog):
    settings.MAIL_DIR = tmp_path / "mail"
    sent = EmailMessage("Your code", "Your code is 12345", "team@force.example", ["Pat@School.example"])
    with caplog.at_level(logging.INFO, logger="education"):
        assert EmlFileBackend().send_messages([sent]) == 1
    (file,) = (tmp_path / "mail").iterdir()
    assert caplog.messages == [f"mail to Pat@School.example: {file}"]
    read = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (read["To"], read["Subject"]) == ("Pat@School.example", "Your code")
    assert read.get_body(("plain",)).get_content().strip() == "Your code is 12345"


def test_an_address_can_not_choose_where_its_file_goes(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"
    EmlFileBackend().send_messages(
        [EmailMessage("x", "x", "t@force.example", ["../../etc/passwd@school.example"])]
    )
    assert [file.parent for file in tmp_path.rglob("*.eml")] == [tmp_path / "mail"]
