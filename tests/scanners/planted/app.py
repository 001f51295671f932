"""An app full of holes, one for each scanner to find before what it says of ours counts.

It listens on this machine alone, for the length of a scan. Nothing here is an example.
"""

import sqlite3
import subprocess
import sys
from functools import cache

from flask import Flask, redirect, render_template_string, request

app = Flask(__name__)
KEY = "signed-in"

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Planted</title></head><body>
<a href="/hello?name=ann">hello</a> <a href="/go?next=/">go</a> <a href="/search?q=team">search</a>
<form action="/hello"><input name="name" value="ann"><button>Say</button></form>
<a href="/logout">logout</a></body></html>"""


@cache
def rows() -> sqlite3.Connection:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    kept.executescript(
        "CREATE TABLE item (id INTEGER, title TEXT, owner TEXT);"
        "INSERT INTO item VALUES (1, 'team beds', 'kent'), (2, 'team rota', 'medway');"
    )
    return kept


def is_signed_in() -> bool:
    return request.cookies.get("tracker") == KEY


@app.get("/")
def home():
    return PAGE if is_signed_in() else ("<p>Sign in</p>", 401)


@app.get("/hello")
def reflect():
    return f"<p>Hello {request.args.get('name', '')}</p>" if is_signed_in() else ("", 401)


@app.get("/go")
def lead_away():
    return redirect(request.args.get("next", "/"))


@app.get("/search")
def search():
    found = rows().execute(f"SELECT title FROM item WHERE title LIKE '%{request.args.get('q')}%'")
    return "<br>".join(title for (title,) in found)


@app.get("/number")
def fail_on_a_huge_number():
    title = rows().execute("SELECT title FROM item WHERE id = ?", [int(request.args["n"])])
    return {"titles": [row[0] for row in title]}


@app.get("/template")
def run_a_template():
    return render_template_string("<p>" + request.args.get("text", "") + "</p>")


def run_a_shell(word):
    return subprocess.check_output("echo " + word, shell=True)


def read_past_sight(session, model, key):
    return session.get(model, key)


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]))
