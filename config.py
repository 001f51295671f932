"""Settings with their defaults; the environment overrides what a site has to choose."""

SQLALCHEMY_TRACK_MODIFICATIONS = False
MAX_CONTENT_LENGTH = 1024 * 1024
MAX_FORM_MEMORY_SIZE = 500 * 1024
MAX_FORM_PARTS = 500

BABEL_DEFAULT_LOCALE = "en_GB"
BABEL_DEFAULT_TIMEZONE = "UTC"
LANGUAGES = ["en_GB"]

WTF_CSRF_TIME_LIMIT = None

DEMO = False

PROXIES = 0
"""How many proxies of ours stand before the app; only what they add to a request is believed."""

MAIL_URL = None
"""The mail server, such as smtp+starttls://USER:PASSWORD@HOST:587; without one no mail leaves."""
MAIL_FROM = None
"""Whom mail is from: an address, or a name and an address in angle brackets."""
MAIL_FOLDER = None
"""Where mail lands as files instead, in a demo."""
ATTACHMENTS = None
"""The folder in which files beside obstacles lie; None: beside the SQLite file."""
ATTACHMENTS_PER_ORGANISATION_MB = 500
"""How many megabytes the files of one organisation take at most."""
ATTACHMENTS_TOTAL_MB = 5000
"""How many megabytes all files of the site take at most."""
ATTACHMENTS_KEEP_FREE_MB = 1000
"""How many megabytes stay free on the disk of the files; less, and no file is taken."""
ERASURES_FILE = None
"""Where erasures are listed, to be done again after a restore; None: beside the SQLite file."""

PUBLIC_URL = None
"""Under which address people open this site; links in mail begin with it."""
