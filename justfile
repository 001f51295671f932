# List what there is to do.
default:
    @just --list

# Make the environment with everything that tests need.
setup:
    python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]'

# Serve the demo on http://localhost:5000.
run:
    .venv/bin/tracker demo

# Run every check but the tests.
check:
    bash .ci/check

# Run the tests; give pytest's own arguments after it.
test *ARGS:
    .venv/bin/pytest {{ ARGS }}

# Scan the product: each scanner first finds a planted hole, then nothing here. Half an hour.
scan *TOOLS:
    .venv/bin/python -m tests.scanners.run {{ TOOLS }}

# Add a programme of 10,000 obstacles to DATABASE_URL, for measuring.
seed:
    .venv/bin/tracker seed-scale

# Write a migration from what changed in the models.
migrate NAME:
    SECRET_KEY=unused .venv/bin/flask --app wsgi db revision --autogenerate -m "{{ NAME }}"

# Take out each filter of sight in turn and say how many the tests find; an hour or so.
kill-rate *ARGS:
    .venv/bin/python tests/integration/security/kill_rate.py {{ ARGS }}

# Retake the README's screenshot from the demo; needs Chromium.
picture:
    .venv/bin/python -m tests.picture

# Play sequences of acts in two worlds that a viewer must not tell apart; say how many.
sequences NUMBER="500":
    SEQUENCES={{ NUMBER }} nice -n 19 .venv/bin/pytest -n 0 tests/integration/security/sequences
