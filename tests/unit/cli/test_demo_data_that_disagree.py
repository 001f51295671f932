import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from tracker.cli.demo_data import DemoDataDisagrees, read_demo

DATA = Path(str(files("tracker.cli.demo_data")))


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        pytest.param("obstacles", ",asapad,", ",asapat,", "row 74 names 'asapat'", id="stranger"),
        pytest.param("obstacles", ",asapad,", ",kings-fund;la-vie-active,", "la-vie", id="no part"),
        pytest.param("obstacles", ",asapad,", ",,", "told of no organisation", id="nobody"),
        pytest.param("obstacles", "\n74,", "\n73,", "more than once", id="row twice"),
        pytest.param("obstacles", "\n74,", "\n75,", "names 74", id="gap"),
        pytest.param("obstacles", ",open,,", ",shut,,", "status is missing", id="word"),
        pytest.param("obstacles", ",open,,", ",resolved,,", "but open has a reason", id="reason"),
        pytest.param("obstacles", "row,", "number,", "row is missing", id="column"),
        pytest.param("obstacles", "Steep", "Steep" * 40, "too many", id="long words"),
        pytest.param("obstacles", "fragmentation", "wider-system", "wider-system", id="upper"),
        pytest.param("sources", "seed:004_", "seed:005_", "source is missing", id="source"),
        pytest.param("organisations", ",nhs;", ",nsh;", "names 'nsh'", id="group"),
        pytest.param(
            "organisations",
            "nhs,NHS,NHS,GB,group,",
            "nhs,NHS,NHS,GB,group,nhs-with-public-world;",
            "holds",
            id="circle",
        ),
        pytest.param("participations", "ticc,ghicl", "tick,ghicl", "'tick'", id="programme"),
        pytest.param("participations", "delivery,no", "delivery,nay", "is_our_reading", id="yes"),
        pytest.param(
            "barriers", "care-quality-commission", "uk-central-government", "uk-", id="maker"
        ),
        pytest.param("groupings", "overheads,13", "overheads,28", "names 28", id="other programme"),
        pytest.param("groupings", "overheads,13", "overhead,13", "names 'overhead'", id="barrier"),
        pytest.param(
            "groupings", "overheads,27", "overheads,13", "more than once", id="two causes"
        ),
        pytest.param("workarounds", ",74,", ",75,", "names 75", id="workaround's row"),
        pytest.param(
            "workarounds", ",asapad,", ",ghicl,", "names 'ghicl'", id="workaround's owner"
        ),
        pytest.param("trials", "fifth-year,39", "fifth-year,40", "fifth-year", id="trial's row"),
        pytest.param(
            "trials", "ticc-partners", "ghicl", "names 'ghicl'", id="trial's organisation"
        ),
        pytest.param("people", ",ticc;sister-pilots,no", ",ticc;sister,no", "'sister'", id="funds"),
        pytest.param("people", "health,lead", "health,", "a role in what", id="role"),
    ],
)
def test_data_that_disagree_are_refused(file, old, new, complaint, tmp_path):
    folder = shutil.copytree(DATA, tmp_path / "data")
    table = folder / f"{file}.csv"
    table.write_text(table.read_text("utf-8").replace(old, new), "utf-8")

    with pytest.raises(DemoDataDisagrees, match=complaint):
        read_demo(folder)
