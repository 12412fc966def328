"""The Grafana dashboard and the Prometheus rules: they ask for what the program shows."""

import json
import re
from itertools import combinations
from typing import Any

import pytest

from tests.deploy.files import DEPLOY, documents
from tests.deploy.promql import asked, faults, metrics, samples

Tree = dict[str, Any]
SPAN = re.compile(r"^\d+[smh]$")
OWN_VARIABLES = {"__rate_interval"}


def dashboard() -> Tree:
    found: Tree = json.loads((DEPLOY / "grafana" / "yike.json").read_text("utf-8"))
    return found


def panels() -> list[Tree]:
    """Those that show something."""
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def shown() -> dict[str, str]:
    """All expressions of the dashboard, by panel and letter."""
    return {
        f"{panel['id']} {panel['title']} {target['refId']}": target["expr"]
        for panel in panels()
        for target in panel["targets"]
    }


def rules() -> list[Tree]:
    (file,) = documents(DEPLOY / "prometheus" / "yike.rules.yaml")
    assert list(file) == ["groups"]
    return [rule for group in file["groups"] for rule in group["rules"]]


def test_the_dashboard_has_what_grafana_needs_to_import_it() -> None:
    whole = dashboard()
    assert whole["uid"] == "yike-deliveries"
    assert whole["schemaVersion"] >= 36
    assert whole["title"]
    assert "id" not in whole  # a dashboard with another house's number replaces one there
    numbers = [panel["id"] for panel in whole["panels"]]
    assert len(set(numbers)) == len(numbers)
    for panel in panels():
        assert panel["type"] in {"timeseries", "stat"}
        assert panel["title"]
        assert panel["description"].endswith(".")
        assert panel["fieldConfig"]["defaults"]["unit"]
        letters = [target["refId"] for target in panel["targets"]]
        assert letters
        assert len(set(letters)) == len(letters)


def test_it_asks_the_chosen_source_and_names_variables_that_are_there() -> None:
    variables = {one["name"]: one for one in dashboard()["templating"]["list"]}
    assert variables["source"]["type"] == "datasource"
    text = json.dumps(dashboard())
    used = set(re.findall(r"\$\{?(\w+)", text)) - {"__all"}
    assert used - OWN_VARIABLES == set(variables)
    sources = re.findall(r'"uid": "([^"]*)"', text)
    assert set(sources) == {"${source}", "yike-deliveries"}
    for one in variables.values():
        if one["type"] == "query":
            metric, label = re.fullmatch(
                r"label_values\((\w+), (\w+)\)", one["definition"]
            ).groups()  # type: ignore[union-attr]
            assert label in samples()[metric]


def test_its_panels_stand_on_the_grid_beside_each_other() -> None:
    places = [panel["gridPos"] for panel in dashboard()["panels"]]
    for one in places:
        assert one["x"] >= 0
        assert one["x"] + one["w"] <= 24
        assert one["h"] >= 1
    for one, two in combinations(places, 2):
        beside = one["x"] + one["w"] <= two["x"] or two["x"] + two["w"] <= one["x"]
        below = one["y"] + one["h"] <= two["y"] or two["y"] + two["h"] <= one["y"]
        assert beside or below, (one, two)


@pytest.mark.parametrize("where", shown())
def test_each_panel_asks_for_samples_and_labels_that_exist(where: str) -> None:
    assert asked(shown()[where])
    assert faults(shown()[where], samples()) == []


def test_every_metric_of_ours_is_shown() -> None:
    on_the_page = set().union(*(asked(expression) for expression in shown().values()))
    found = metrics()
    assert len(found) > 18
    assert {name for name, names in found.items() if not names & on_the_page} == set()


def test_the_promise_is_shown_at_a_bucket_that_exists() -> None:
    from bot.web.tallies import LATE

    every = [*shown().values(), *(rule["expr"] for rule in rules())]
    bounds = {bound for text in every for bound in re.findall(r'le="([^"]+)"', text)}
    assert bounds == {"10.0"}
    assert bounds <= set(map(str, LATE))


@pytest.mark.parametrize("name", [rule["alert"] for rule in rules()])
def test_each_alert_asks_for_what_exists_and_says_what_to_do(name: str) -> None:
    (rule,) = (one for one in rules() if one["alert"] == name)
    assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
    assert asked(rule["expr"])
    assert faults(rule["expr"], samples()) == []
    assert SPAN.match(rule["for"])
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert set(rule["annotations"]) == {"summary", "description"}
    carried = set().union(*(samples()[one] for one in asked(rule["expr"]))) | {"instance"}
    for text in rule["annotations"].values():
        assert set(re.findall(r"\$labels\.(\w+)", text)) <= carried
        assert text.count("{{") == text.count("}}")


def test_what_must_wake_somebody_is_among_the_alerts() -> None:
    watched = set().union(*(asked(rule["expr"]) for rule in rules()))
    assert {
        "yike_account_stopped",
        "yike_delivery_decided_seconds_bucket",
        "yike_delivery_oldest_seconds",
        "yike_outcomes_unrecorded",
        "yike_planning_overdue",
        "yike_delivery_attempts_total",
        "yike_platform_quota_used",
        "yike_push_ways_stopped",
        "yike_mass_failed",
    } <= watched


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("sum(yike_delivery_backlog", "a bracket is missing"),
        ("sum(rate(yike_deliveries[5m]))", "no sample is named yike_deliveries"),
        ('yike_delivery_backlog{lane="city"}', "yike_delivery_backlog has no label lane"),
        ("yike_delivery_backlog{account=city}", "account=city is no matcher"),
        ("sum by (result) (yike_delivery_backlog)", "nothing has the label result"),
    ],
)
def test_a_wrong_expression_would_be_noticed(expression: str, fault: str) -> None:
    assert faults(expression, samples()) == [fault]
