"""Settings for every start; the environment decides what differs (docs/operations.md lists the variables)."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config import static_headers
from config.env import LOOPBACK, ROOT, database, is_production, reader, seal, secret_key

env = reader()

PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", "")
VAR_DIR = Path(env.str("VAR_DIR", str(ROOT / "var"))).resolve()
DATABASE_URL = env.str("DATABASE_URL", "")
FORCE_DIR = Path(env.str("FORCE_DIR", str(ROOT / "site/forces/cleveland")))
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "stay-safe-online")
FAKE_NOW = env.str("FAKE_NOW", "")
FIGURE_THRESHOLD = env.int("FIGURE_THRESHOLD", 10)
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", True)
EXTRA_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
SECRET_KEY_GIVEN = env.str("SECRET_KEY", "")
MICROSOFT_CLIENT_ID = env.str("MICROSOFT_CLIENT_ID", "")
MICROSOFT_CLIENT_SECRET = env.str("MICROSOFT_CLIENT_SECRET", "")
MICROSOFT_TENANT = env.str("MICROSOFT_TENANT", "organizations")
GOOGLE_CLIENT_ID = env.str("GOOGLE_CLIENT_ID", "")
GOOGLE_CLIENT_SECRET = env.str("GOOGLE_CLIENT_SECRET", "")
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", "")
MAIL_FROM = env.str("MAIL_FROM", "")
DEBUG = env.bool("DEBUG", False)
seal(env)

PRODUCTION = is_production(SITE_URL)
SECRET_KEY = secret_key(VAR_DIR, SECRET_KEY_GIVEN)
_host = urlsplit(SITE_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = [_host, *EXTRA_HOSTS] if PRODUCTION else [*LOOPBACK, "[::1]", *EXTRA_HOSTS]
BASE_URL = SITE_URL.rstrip("/") or f"http://127.0.0.1:{PORT}"
DEFAULT_FROM_EMAIL = MAIL_FROM or f"Online safety team <bookings@{_host if PRODUCTION else 'demo.example'}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

INSTALLED_APPS = [
    "config",
    "home",
    "education.figures",
    "education.attendance",
    "education.liaison",
    "education.content",
    "education.schools",
    "education.people",
    "education.ledger",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "home.headers.PolicyByRoom",
    "home.page_cache.PublicPages",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "education.people.lifetimes.SessionLifetimes",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "education.people.access.AccessLog",
    "education.people.second_factor.SecondFactorRequired",
    "home.doorman.Doorman",
    "home.publishing.PublishGate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context.site",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that templates/wagtailadmin/widgets/ is found

_JOURNAL = (
    "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"
)  # older WAL can corrupt in a race
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": f"PRAGMA journal_mode={_JOURNAL}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-20000;",
}
DATABASES = {"default": database(DATABASE_URL, VAR_DIR, SQLITE_OPTIONS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "home.shared_cache.SharedCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
    # Sizes of pictures are looked up in their own table: keeping them would make a reader write.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

LANGUAGE_CODE = "en-gb"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English")]
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
LOCALE_PATHS = [ROOT / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# A force's own drawings come first: its img/place.svg stands at the foot of every page.
STATICFILES_DIRS = [folder for folder in (FORCE_DIR / "static", ROOT / "static") if folder.is_dir()]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "home.static_files.HashedFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers.add

EMAIL_BACKEND = (
    "education.ledger.mail.ServerBackend" if EMAIL_HOST else "education.ledger.mail.EmlFileBackend"
)
EMAIL_TIMEOUT = 10
MAIL_DIR = VAR_DIR / "mail"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/accounts/start/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "education.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "education.people.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None  # asked at sign-in; staff are signed out after hours all the same
ACCOUNT_SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_FORMS = {
    name: f"education.people.account_forms.{form}"
    for name, form in {
        "add_email": "AddEmail",
        "change_password": "ChangePassword",
        "confirm_email_verification_code": "EmailCode",
        "confirm_login_code": "LoginCode",
        "confirm_password_reset_code": "ResetCode",
        "login": "Login",
        "reauthenticate": "Reauthenticate",
        "request_login_code": "RequestCode",
        "reset_password": "ResetPassword",
        "reset_password_from_key": "NewPassword",
        "set_password": "SetPassword",
        "signup": "Signup",
    }.items()
}
# Sums over a minute for what comes from one network address, wide enough for a whole school behind one. What is
# counted for one account is education/people/guesses.py and adapter.py; docs/decisions/0020 says why.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "120/m/ip,5/5m/key",  # codes of a second factor: whoever gets there knows the password
    "signup": "40/m/ip",
    "reset_password": "40/m/ip",
    "request_login_code": "40/m/ip",
    "confirm_email": "1/10s/key",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
    "reauthenticate": "20/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_USER_DISPLAY = "education.people.adapter.display_name"
# Signing in at Microsoft or Google: there only when configured; it makes an account without a role, its address is
# confirmed like any other, and staff give their second factor here all the same.
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
SIGN_IN_ELSEWHERE: list[str] = []
if MICROSOFT_CLIENT_ID and MICROSOFT_CLIENT_SECRET:
    _microsoft = {
        "client_id": MICROSOFT_CLIENT_ID,
        "secret": MICROSOFT_CLIENT_SECRET,
        "settings": {"tenant": MICROSOFT_TENANT},
    }
    SOCIALACCOUNT_PROVIDERS["microsoft"] = {"APPS": [_microsoft]}
    SIGN_IN_ELSEWHERE.append("https://login.microsoftonline.com")
if GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET:
    _google = {"client_id": GOOGLE_CLIENT_ID, "secret": GOOGLE_CLIENT_SECRET}
    SOCIALACCOUNT_PROVIDERS["google"] = {
        "APPS": [_google],
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    }
    SIGN_IN_ELSEWHERE.append("https://accounts.google.com")
if SOCIALACCOUNT_PROVIDERS:
    INSTALLED_APPS += ["allauth.socialaccount"]
    INSTALLED_APPS += [f"allauth.socialaccount.providers.{name}" for name in SOCIALACCOUNT_PROVIDERS]
SOCIALACCOUNT_ADAPTER = "education.people.elsewhere.SocialAdapter"
SOCIALACCOUNT_FORMS = {"signup": "education.people.elsewhere.SignUpFromElsewhere"}
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
MFA_ADAPTER = "education.people.second_factor.MFAAdapter"
MFA_FORMS = {
    name: f"education.people.account_forms.{form}"
    for name, form in {
        "authenticate": "SecondFactorCode",
        "reauthenticate": "SecondFactorAgain",
        "activate_totp": "ActivateApp",
        "add_webauthn": "AddPasskey",
        "edit_webauthn": "RenamePasskey",
    }.items()
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
# Browsers hand out passkeys over http on this machine alone; config.checks refuses this in production.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = True

WAGTAIL_SITE_NAME = "Online safety"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "txt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = True
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
}
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "education.content.uploads.forms.SiteDocumentForm"
WAGTAILIMAGES_IMAGE_MODEL = "content.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "education.content.uploads.forms.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True  # a check is for the words that were checked
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "education.people.sealed.Sealed"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
CSRF_TRUSTED_ORIGINS = [SITE_URL.rstrip("/")] if PRODUCTION else []
CSRF_FAILURE_VIEW = "home.views.csrf_failure"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "require-trusted-types-for": ["'script'"],
        "report-uri": ["/csp-reports/"],
        "report-to": "csp",
        **({"upgrade-insecure-requests": True} if PRODUCTION else {}),
    }
}
_OFF = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope hid"
    " identity-credentials-get idle-detection local-fonts magnetometer microphone midi otp-credentials payment"
    " picture-in-picture publickey-credentials-create publickey-credentials-get screen-wake-lock serial"
    " storage-access usb xr-spatial-tracking"
)
PERMISSIONS_POLICY: dict[str, list[str]] = {name: [] for name in _OFF.split()}

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "education.ledger.logs.Plain"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"education": {"level": "INFO"}, "home": {"level": "INFO"}},
}
