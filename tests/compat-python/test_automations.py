"""Automations by the client's command line: from a deployment's triggers, and by name."""

import json

from prefect.automations import Automation
from prefect.events import emit_event

from support import prefect, unique, wait_for

PROJECT = """
name: automations
deployments:
  - name: {name}
    entrypoint: flow.py:greet
    work_pool: {{name: {name}}}
    triggers:
      - enabled: true
        expect: ["{event}"]
        match: {{"prefect.resource.id": "ext.*"}}
        parameters: {{who: "{{{{ event.resource.id }}}}"}}
      - type: compound
        require: all
        within: 60
        triggers:
          - {{type: event, expect: ["{event}.a"]}}
          - {{type: event, expect: ["{event}.b"]}}
"""
FLOW = "from prefect import flow\n\n\n@flow(name='{name}')\ndef greet(who: str = 'nobody'):\n    print(who)\n"


def automations_of(server, deployment):
    related = server.ask(f"/automations/related-to/prefect.deployment.{deployment['id']}")
    return sorted(related, key=lambda one: one["name"])


def test_triggers_of_a_deployment_belong_to_it_and_start_its_runs(server, tmp_path):
    name, event = unique("triggered"), unique("event")
    (tmp_path / "flow.py").write_text(FLOW.format(name=name))
    project = tmp_path / "prefect.yaml"
    project.write_text(PROJECT.format(name=name, event=event))
    prefect("work-pool", "create", name, "--type", "process")
    prefect("deploy", "--all", cwd=tmp_path)
    deployment = server.ask(f"/deployments/name/{name}/{name}")
    first = automations_of(server, deployment)
    assert [one["trigger"]["type"] for one in first] == ["event", "compound"]

    prefect("deploy", "--all", cwd=tmp_path)
    again = automations_of(server, deployment)
    assert [one["name"] for one in again] == [one["name"] for one in first]
    assert {one["id"] for one in again}.isdisjoint(one["id"] for one in first)

    emit_event(event, resource={"prefect.resource.id": "ext.7"})
    [run] = wait_for("the run", lambda: server.runs_of(name))
    assert run["parameters"] == {"who": "ext.7"}
    assert run["created_by"]["id"] == again[0]["id"]
    [fired] = server.ask(f"/automations/{again[0]['id']}/firings/filter", {})
    assert fired["triggering_event"]["event"] == event


def test_automations_by_name(server, tmp_path):
    name = unique("by-name")
    metric = {"name": "successes", "operator": "<", "threshold": 0.9, "range": 600}
    trigger = {"type": "metric", "posture": "Metric", "metric": metric}
    source = tmp_path / "automation.json"
    source.write_text(json.dumps({"name": name, "trigger": trigger, "actions": [{"type": "do-nothing"}]}))
    prefect("automation", "create", "--from-file", str(source))
    [made] = server.ask("/automations/filter", {"automations": {"name": {"any_": [name]}}})
    listed = prefect("automation", "ls").stdout
    assert made["id"] in listed and "Metric: successes < 0.9" in listed
    assert Automation.read(name=name).trigger.metric.range.total_seconds() == 600
    prefect("automation", "pause", name)
    assert server.ask(f"/automations/{made['id']}")["enabled"] is False
    prefect("automation", "resume", name)
    assert server.ask(f"/automations/{made['id']}")["enabled"] is True
    prefect("automation", "delete", name)
    assert server.get(f"/automations/{made['id']}").status_code == 404
