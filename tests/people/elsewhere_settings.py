"""The site as it is when Microsoft and Google are configured, with both of them played by a server of the test."""

from __future__ import annotations

import os

PROVIDER = os.environ["PROVIDER"]
os.environ.update(
    MICROSOFT_CLIENT_ID="force", MICROSOFT_CLIENT_SECRET="secret", MICROSOFT_TENANT="tenant",
    GOOGLE_CLIENT_ID="force", GOOGLE_CLIENT_SECRET="secret",
)  # fmt: skip

from config.settings.test import *  # noqa: E402, F403
from config.settings.test import SIGN_IN_ELSEWHERE, SOCIALACCOUNT_PROVIDERS  # noqa: E402

SOCIALACCOUNT_PROVIDERS["microsoft"]["APPS"][0]["settings"].update(login_url=PROVIDER, graph_url=PROVIDER)
SOCIALACCOUNT_PROVIDERS["google"].update(
    AUTHORIZE_URL=f"{PROVIDER}/authorize", ACCESS_TOKEN_URL=f"{PROVIDER}/token"
)
SIGN_IN_ELSEWHERE[:] = [PROVIDER]
ALLOWED_HOSTS = ["testserver"]
