"""The demo data from public sources on TICC and similar programmes: CSV files and dataclasses."""

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
    DemoRow,
    DemoSource,
    DemoTrial,
    DemoWorkaround,
    Evidence,
    Grouping,
    Nature,
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
    "DemoRow",
    "DemoSource",
    "DemoTrial",
    "DemoWorkaround",
    "Evidence",
    "Grouping",
    "Nature",
    "read_demo",
]
