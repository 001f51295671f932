"""The app for any WSGI server: `gunicorn wsgi:app`."""

import os

from tracker.app import create_app

os.umask(0o077)  # A database that the server makes is for its own account, as with the commands.

app = create_app()
