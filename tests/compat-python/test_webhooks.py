"""`prefect cloud webhook` from making one to deleting it, and what others send to its address."""

import json
import os
import subprocess
import sys

import httpx
import pytest
from support import Server, unique, wait_for

CLOUD, KEY = os.environ.get("ORCH_CLOUD_API_URL"), os.environ.get("ORCH_CLOUD_API_KEY")
TEMPLATE = (
    '{"event": "order.{{ body.kind }}", "resource": {"prefect.resource.id": "{{ body.id }}"},'
    ' "payload": {{ body | tojson }}}'
)

pytestmark = pytest.mark.skipif(not CLOUD, reason="webhooks of this client need a server that asks for keys")


@pytest.fixture(scope="module")
def workspace():
    """A workspace as the client names it: API URL and key of the environment."""
    with Server(CLOUD, KEY) as cloud:
        [first, *_] = [
            one
            for one in cloud.ask("/me/workspaces")
            if f"{one['account_handle']}/{one['workspace_handle']}" == os.environ["ORCH_CLOUD_WORKSPACE_A"]
        ]
    return f"{CLOUD}/accounts/{first['account_id']}/workspaces/{first['workspace_id']}"


@pytest.fixture(scope="module")
def client(workspace, tmp_path_factory):
    home = tmp_path_factory.mktemp("webhooks")
    env = os.environ | {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_API_URL": workspace,
        "PREFECT_API_KEY": KEY,
        "PREFECT_CLOUD_API_URL": CLOUD,
    }


    def run(*args, answer=None):
        command = [sys.executable, "-m", "prefect", "cloud", "webhook", *args]
        said = f"{answer}\n" if answer else None
        done = subprocess.run(command, input=said, capture_output=True, text=True, timeout=60, env=env)
        assert done.returncode == 0, f"{args}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return run


def call(slug, **body):
    return httpx.post(f"{CLOUD.removesuffix('/api')}/hooks/{slug}", json=body, timeout=30)


def named(client, name):
    return next(one for one in json.loads(client("ls", "--output", "json")) if one["name"] == name)


def test_create_read_and_call(client, workspace):
    name = unique("orders")
    assert name in client("create", name, "--description", "d", "--template", TEMPLATE)
    webhook = named(client, name)
    client("update", webhook["id"], "--name", f"{name}-2")
    assert json.loads(client("get", webhook["id"], "-o", "json"))["name"] == f"{name}-2"

    thing = unique("thing")
    assert call(webhook["slug"], kind="created", id=thing).status_code == 204
    with Server(workspace, KEY) as server:
        where = {"filter": {"resource": {"id": [thing]}}}
        [event] = wait_for("the event", lambda: server.ask("/events/filter", where)["events"])
    assert (event["event"], event["payload"]["id"]) == ("order.created", thing)


def test_toggle_rotate_and_delete(client, workspace):
    with Server(workspace, KEY) as server:
        body = {"name": unique("cloud-events"), "template": "{{ body|from_cloud_event(headers) }}"}
        webhook = server.ask("/webhooks/", body)
        webhook_id, slug = webhook["id"], webhook["slug"]
        order = {"specversion": "1.0", "id": "1", "source": "/shop", "type": "order.paid", "data": {"total": 3}}
        assert call(slug, **order).status_code == 204
        assert call(slug, type="order.paid").status_code == 400
        assert "disabled" in client("toggle", webhook_id)
        assert call(slug, **order).status_code == 404
        server.change(f"/webhooks/{webhook_id}", {"enabled": True})
        assert "rotated" in client("rotate", webhook_id, answer="y")
        rotated = server.ask(f"/webhooks/{webhook_id}")["slug"]
        assert call(slug, **order).status_code == 404
        assert call(rotated, **order).status_code == 204
        assert "deleted" in client("delete", webhook_id)
        assert call(rotated, **order).status_code == 404
