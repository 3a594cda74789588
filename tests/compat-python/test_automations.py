"""Automations by the client's command line: from a deployment's triggers, and by name."""

import json

from prefect.automations import Automation
from prefect.events import emit_event

from support import MailServer, prefect, python, unique, wait_for

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
    assert name in prefect("automation", "inspect", name).stdout
    assert Automation.read(name=name).trigger.metric.range.total_seconds() == 600
    prefect("automation", "pause", name)
    assert server.ask(f"/automations/{made['id']}")["enabled"] is False
    prefect("automation", "resume", name)
    assert server.ask(f"/automations/{made['id']}")["enabled"] is True
    prefect("automation", "delete", name)
    assert server.get(f"/automations/{made['id']}").status_code == 404


TRAINING = """
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact

tries = []


@task(name="train", retries=2, retry_delay_seconds=0)
def train(month: int) -> float:
    tries.append(month)
    assert len(tries) > 1, "not yet"
    return 8.5


@flow(name="{name}")
def training(month: int):
    rmse = train(month)
    create_markdown_artifact(key="{name}", markdown=f"| month | rmse |\\n|---|---|\\n| {{month}} | {{rmse}} |")


training(3)
"""


def mail_block(server, name, port):
    """An e-mail block, which is tried once."""
    kind = server.ask("/block_types/slug/email-server-credentials")
    [schema] = server.ask("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [kind["id"]]}}})
    data = {"username": "me@example.com", "password": "s3cret", "smtp_server": "127.0.0.1", "smtp_port": port}
    body = {"name": name, "block_type_id": kind["id"], "block_schema_id": schema["id"]}
    block = server.ask("/block_documents/", {**body, "data": {**data, "smtp_type": "INSECURE"}})
    assert server.ask(f"/block_documents/{block['id']}/test_notification", {}) == {"ok": True, "error": None}
    return block["id"]


def test_a_mail_tells_that_a_training_is_over(server, tmp_path):
    name = unique("training")
    with MailServer() as mail:
        block = mail_block(server, name, mail.port)
        assert "Subject: Test notification" in mail.mails.pop()
        flow = server.ask("/flows/", {"name": name})
        trigger = {
            "type": "event",
            "posture": "Reactive",
            "expect": ["prefect.flow-run.Completed"],
            "match_related": {"prefect.resource.role": "flow", "prefect.resource.id": f"prefect.flow.{flow['id']}"},
        }
        subject, body = "{{ flow.name }}: {{ flow_run.state.name }}", "month {{ flow_run.parameters.month }}"
        message = {"subject": subject, "body": body}
        actions = [{"type": "send-notification", "block_document_id": block, **message}]
        source = tmp_path / "automation.json"
        source.write_text(json.dumps({"name": name, "trigger": trigger, "actions": actions}))
        prefect("automation", "create", "--from-file", str(source))

        script = tmp_path / "training.py"
        script.write_text(TRAINING.format(name=name))
        python(script)
        run = server.run_of(name)
        [task] = server.task_runs_of(run["id"], 1)
        assert (task["name"].split("-")[0], task["run_count"]) == ("train", 2)
        assert task["empirical_policy"]["retries"] == 2
        assert "| 3 | 8.5 |" in prefect("artifact", "inspect", name).stdout
        [text] = wait_for("the mail", lambda: mail.mails)
    assert f"Subject: {name}: Completed" in text and "month 3" in text
