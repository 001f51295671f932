"""Nothing that a viewer is answered tells two worlds apart, whatever is done in between.

A short run, the same each time, is part of the tests. `just sequences 500` plays that many
sequences of its own choosing, each of up to 30 acts, and compares every answer at the end of each
instead of a share; it shrinks what it finds.
"""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.security.sequences.acts import Acts
from tests.integration.security.sequences.comparing import LONG
from tests.integration.security.sequences.machine import Sequences

SHORT_RUN, LONG_STEPS, SHORT_STEPS = 6, 30, 10


def test_sequences_of_acts_tell_a_viewer_nothing(acts: Acts) -> None:
    run_state_machine_as_test(
        lambda: Sequences(acts),
        settings=settings(
            max_examples=int(os.environ.get("SEQUENCES", SHORT_RUN)),
            stateful_step_count=LONG_STEPS if LONG else SHORT_STEPS,
            derandomize=not LONG,
            database=None,
            deadline=None,
            phases=[Phase.generate, *([Phase.shrink] if LONG else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )
