"""The site with two of its guards taken away, so that the proof about time can show that it would notice."""

import time

from config.wsgi import application
from education.people import account_forms, adapter

# An address that has an account makes no work at sign-up.
account_forms.Signup._make_and_forget = lambda form, request: None

# A mail with a code is handed to a mail server while its reader waits: a fifth of a second.
leave = adapter.AccountAdapter.send_mail


def hand_over(self, template_prefix, email, context):
    if "unknown" not in template_prefix:
        time.sleep(0.2)
    leave(self, template_prefix, email, context)


adapter.AccountAdapter.send_mail = hand_over
__all__ = ["application"]
