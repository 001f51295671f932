# List the commands.
default:
    @just --list

# Create the environment with everything that tests need.
setup:
    python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]'

# Serve the demo on http://localhost:5000.
run:
    .venv/bin/tracker demo

# Run every check except the tests.
check:
    bash .ci/check

# Run the tests; arguments are passed to pytest.
test *ARGS:
    .venv/bin/pytest {{ ARGS }}

# Run the vulnerability scanners, each on a planted fault first; about half an hour.
scan *TOOLS:
    .venv/bin/python -m tests.scanners.run {{ TOOLS }}

# Add a programme of 10,000 obstacles to DATABASE_URL, for measuring.
seed:
    .venv/bin/tracker seed-scale

# Write a migration from what changed in the models.
migrate NAME:
    SECRET_KEY=unused .venv/bin/flask --app wsgi db revision --autogenerate -m "{{ NAME }}"

# Mutation testing: remove each access-control filter in turn and run the tests; about an hour.
kill-rate *ARGS:
    .venv/bin/python tests/integration/security/kill_rate.py {{ ARGS }}

# Retake the README's screenshot from the demo; needs Chromium.
picture:
    .venv/bin/python -m tests.picture

# Differential test: play random sequences of requests on two databases; NUMBER sequences.
sequences NUMBER="500":
    SEQUENCES={{ NUMBER }} nice -n 19 .venv/bin/pytest -n 0 tests/integration/security/sequences
