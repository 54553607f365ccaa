"""Django's settings; what differs between installations comes from the environment (docs/settings.md lists it)."""

from __future__ import annotations

import os

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from fengqiao.site.home import CHECKOUT, database, home, secret

DEBUG = os.environ.get("FENGQIAO_DEBUG") == "1"
SECRET_KEY = secret("django")
ALLOWED_HOSTS = os.environ.get("FENGQIAO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = os.environ.get("FENGQIAO_HTTPS") == "1"

HOME = home()
PACKS_DIR = CHECKOUT / "packs"
FILES_DIR = HOME / "files"
SHELF_DIR = HOME / "shelf"  # sheets handed in, sealed, until their term is over
MASTER_KEY_FILE = HOME / "keys" / "master"
CHANNELS_FILE = HOME / "keys" / "channels.toml"  # how notices leave the platform; secrets stand in no other place
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "fengqiao.ledger",
    "fengqiao.orgs",
    "fengqiao.jobs",
    "fengqiao.vault",
    "fengqiao.rulebook",
    "fengqiao.notices",
    "fengqiao.matters",
    "fengqiao.passes",
    "fengqiao.enterprises",
    "fengqiao.inspections",
    "fengqiao.incidents",
    "fengqiao.disputes",
    "fengqiao.clues",
    "fengqiao.command",
    "fengqiao.meetings",
    "fengqiao.visits",
    "fengqiao.duties",
    "fengqiao.contests",
    "fengqiao.squads",
    "fengqiao.placements",
    "fengqiao.studies",
    "fengqiao.errands",
    "fengqiao.wishes",
    "fengqiao.practical",
    "fengqiao.thanks",
    "fengqiao.helps",
    "fengqiao.volunteers",
    "fengqiao.villages",
    "fengqiao.look",
    "fengqiao.portal",
    "fengqiao.desk",  # before allauth: its templates replace allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "treebeard",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fengqiao.desk.middleware.choose_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fengqiao.desk.middleware.without_nul",
    "fengqiao.desk.middleware.see_as_viewer",
    "fengqiao.desk.security.watch.keep_watch",
    "fengqiao.desk.middleware.say_problems",
]

ROOT_URLCONF = "fengqiao.site.urls"
WSGI_APPLICATION = "fengqiao.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fengqiao.desk.middleware.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "fengqiao.look.templatetags.look"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": database(os.environ.get("FENGQIAO_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",  # shared by processes: rate limits count
        "LOCATION": HOME / "cache",
        "OPTIONS": {
            "MAX_ENTRIES": 20_000
        },  # of 300, the default, a third would be thrown away: also what locks a log-in
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What each kind of long work calls, with a fengqiao.jobs.jobs.Run; by path, as rooms do not know those above them.
JOBS: dict[str, str] = {
    "import": "fengqiao.matters.jobs.run_import",
    "gather": "fengqiao.matters.jobs.run_gather",
    "replay": "fengqiao.matters.jobs.run_replay",
    "enterprises": "fengqiao.enterprises.jobs.run_sheet",
    "sheet-back": "fengqiao.passes.jobs.take_sheet",
    "demo-past": "fengqiao.site.demo.jobs.load_past",
}
# What the worker does once an hour, one after another; each is called without arguments.
HOURLY = [
    "fengqiao.orgs.jobs.clear_log_ins",
    "fengqiao.matters.jobs.throw_away_old_sheets",
    "fengqiao.enterprises.jobs.throw_away_old_sheets",
    "fengqiao.passes.jobs.throw_away_old_sheets",
    "fengqiao.matters.jobs.gather_alike",
    "fengqiao.site.hourly.keep_terms",
    "fengqiao.site.hourly.count_clues",
    "fengqiao.site.hourly.look_at_dues",
    "fengqiao.site.hourly.look_at_practical",
    "fengqiao.site.hourly.look_at_errands",
    "fengqiao.site.hourly.look_at_squads",
    "fengqiao.site.hourly.look_at_placements",
    "fengqiao.site.hourly.look_at_studies",
    "fengqiao.site.hourly.look_at_duties",
    "fengqiao.site.hourly.look_at_each_day",
    "fengqiao.notices.jobs.clear",
]
# What the worker does once a minute, as HOURLY.
MINUTELY = [
    "fengqiao.site.hourly.look_at_clocks",
    "fengqiao.site.hourly.look_at_remedies",
    "fengqiao.site.hourly.look_at_talks",
    "fengqiao.passes.jobs.send_links",
    "fengqiao.notices.jobs.deliver",
]
# What else goes when a matter's term is over: each is called with the matters' ids inside the transaction.
ON_ERASE = [
    "fengqiao.matters.actions.indexing.forget",
    "fengqiao.passes.actions.forget",
    "fengqiao.notices.actions.forget",
    "fengqiao.incidents.actions.forget",
    "fengqiao.disputes.actions.forget",
    "fengqiao.command.actions.forget",
]
# What else is done when two matters become one, or part again: each is called with both ids inside the transaction.
ON_MERGE = ["fengqiao.disputes.actions.merged"]
ON_PART = ["fengqiao.disputes.actions.parted"]
# What else is done when a unit has signed for a matter as its lead: each is called as (matter_id=, unit_id=, by=, at=) inside the transaction.
ON_LEAD = ["fengqiao.disputes.actions.led"]
# Who says why a matter may not be closed by hand, nor become of another kind, as matters do not know the rooms above: given its id
# and kind, each returns the problem or None.
WHY_NOT_CLOSED = ["fengqiao.disputes.queries.why_not_closed"]
# What else is done in the action by which an activity ends, as duties do not know the rooms above: called as (activity, by=, at=).
AFTER_DUTY = ["fengqiao.studies.actions.after_activity"]
# Who says why somebody may not be put on planned work, such as an uninsured volunteer on a patrol; by path, as duties do not know
# the rooms above them. Given people, family and moment; returns the problem by person.
WHO_MAY_NOT_SERVE = "fengqiao.volunteers.queries.why_not_served"
# Who says when people are on a shift, and of which area somebody is registered; by path, for the same reason.
WHO_IS_ON_SHIFT = "fengqiao.command.queries.shifts.turns_of"
WHO_IS_OF = "fengqiao.volunteers.queries.registered_areas"
# By what the tables of rooms above matters decided, by table; by path. Given ids of matters; returns the facts by matter.
REPLAYED = {"dispatch": "fengqiao.command.queries.facts_kept"}
# What is worked out from the rows of an archive when one is restored, inside the transaction.
AFTER_RESTORE = ["fengqiao.matters.actions.indexing.rebuild_all", "fengqiao.notices.actions.forget_all"]
# Who hands notices over, by the name that the file of channels uses; by path, as notices do not know the rooms above them.
SENDERS: dict[str, str] = {
    "log": "fengqiao.gateway.senders.log.Log",
    "smtp": "fengqiao.gateway.senders.smtp.Smtp",
    "dingtalk": "fengqiao.gateway.senders.dingtalk.DingTalk",
    "yunpian": "fengqiao.gateway.senders.yunpian.Yunpian",
}
PUBLIC_URL = os.environ.get("FENGQIAO_URL", "").rstrip(
    "/"
)  # under which people reach the pages: links in notices, QR codes
TRACKING_PATH = "/portal/track/"  # of the page on which residents ask after their matter

AUTH_USER_MODEL = "orgs.Account"
AUTHENTICATION_BACKENDS = ["fengqiao.orgs.backends.PostHolders"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fengqiao.desk.security.adapter.ClosedDoor"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True  # how long is the pack's to say: fengqiao.desk.security.watch
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("FENGQIAO_PROXIES") or 0)
MFA_ADAPTER = "fengqiao.desk.security.adapter.Factors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "fengqiao.desk.security.forms.CodeAtDoor",
    "reauthenticate": "fengqiao.desk.security.forms.CodeAgain",
    "activate_totp": "fengqiao.desk.security.forms.FirstCode",
}
MFA_TOTP_ISSUER = "Fengqiao"
MFA_TOTP_TOLERANCE = 1  # telephones' clocks differ a little
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_COUNT = 10
FACTOR_KEY = secret("factors")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("zh-hant", _("繁體中文")), ("en", "English")]
LOCALE_PATHS = [CHECKOUT / "fengqiao" / "look" / "locale"]
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = CHECKOUT / "build" / "static"
STATICFILES_DIRS = [CHECKOUT / "build" / "vendor"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {"BACKEND": "fengqiao.site.statics.Statics"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler's own form controls draw their marks as data: pictures
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "fengqiao.orgs.sessions"
SESSION_COOKIE_AGE = 3600  # until the first page says how long it may rest
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
CSRF_FAILURE_VIEW = "fengqiao.desk.errors.csrf_failed"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_HANDLERS = [
    "fengqiao.portal.uploads.ForClues",  # what is sealed in memory never lies on disk before
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = HOME / "incoming"  # large uploads wait here and not where everybody's files lie
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "fengqiao.site.logs.WithoutWords", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "notices": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": HOME / "notices.log",
            "maxBytes": 1024 * 1024,
            "backupCount": 1,
            "delay": True,
            "formatter": "plain",
        },
    },
    "loggers": {"fengqiao.notices.log": {"handlers": ["notices"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
