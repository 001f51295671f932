"""What public sources tell of TICC and its kin, as data files and frozen shapes."""

from tracker.cli.demo_data.reading import read_demo
from tracker.cli.demo_data.shapes import (
    Demo,
    DemoBarrier,
    DemoDataDisagrees,
    DemoDecisionMaker,
    DemoObstacle,
    DemoOrganisation,
    DemoParticipation,
    DemoPerson,
    DemoProgramme,
    DemoSource,
    DemoTrial,
    DemoWorkaround,
    Evidence,
    Grouping,
    Nature,
    Told,
)

__all__ = [
    "Demo",
    "DemoBarrier",
    "DemoDataDisagrees",
    "DemoDecisionMaker",
    "DemoObstacle",
    "DemoOrganisation",
    "DemoParticipation",
    "DemoPerson",
    "DemoProgramme",
    "DemoSource",
    "DemoTrial",
    "DemoWorkaround",
    "Evidence",
    "Grouping",
    "Nature",
    "Told",
    "read_demo",
]
