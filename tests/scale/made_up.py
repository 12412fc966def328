"""People, days and costs made by hand, for tests that reckon with them."""

from dataclasses import replace

from bench.scale.assumptions import Assumptions
from bench.scale.measured import Claims, Cost, Measured, Paced, SideBySide, TableSize
from bench.scale.population import Person

MORNING = 210.0
A = Assumptions(residents=10_000, adoption=0.1)

SENIOR = Person(
    track="seniors",
    channel="wechat",
    state="active",
    gone=False,
    times=("07:30",),
    slots=(MORNING,),
    last_message=None,
    places=0,
    lag=None,
    early=False,
    session_slot=0,
    writes=True,
    entrant=True,
)
TALKED_YESTERDAY = replace(SENIOR, last_message=-600.0, places=5)
ON_TELEGRAM = replace(SENIOR, channel="telegram")

MEASURED = Measured(
    sample=1000,
    machine="made up",
    plan=Cost(0.1, 0.01, 1000, 0.01, 2, 5000),
    held=Cost(0.2, 0.1, 2000, 0.01, 1, 3000),
    sent=Cost(1.0, 1.0, 8000, 2, 6, 400),
    expired=Cost(0.1, 0.05, 1000, 0.01, 2, 20_000),
    paced=Paced(Cost(0.7, 0.6, 5600, 1.2, 4, 500), 0.5, 0.995, 1.1),
    request=Cost(0.5, 2.0, 3000, 1, 5, 500),
    claims=Claims(100, 3.0, 1000, 300.0, 3.5),
    learner_tables={"learner": TableSize(1, 200), "address": TableSize(1, 300)},
    delivery_tables={
        "delivery": TableSize(1, 400),
        "delivery_held": TableSize(1, 450),
        "delivery_past": TableSize(1, 500),
    },
    session_tables={"answer": TableSize(2, 100), "statement": TableSize(2, 1500)},
    request_tables={"inbound_event": TableSize(1, 700)},
    side_by_side=SideBySide(
        deliver_rate={"one": 1000, "two on one": 1100, "two on two": 1200, "three on three": 1300},
        deliver_cpu_ms={"one": 1.0, "two on one": 1.1, "two on two": 1.2, "three on three": 1.3},
        plan_rate={"one": 5000, "two on one": 6000},
        commits={"one": 4000, "two on two": 5000, "three on three": 6000},
    ),
)
