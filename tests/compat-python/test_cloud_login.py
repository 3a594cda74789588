"""Signing in to the cloud form, and what belongs to which workspace."""

import os

import pytest
from support import Server, prefect, unique

CLOUD, KEY = os.environ.get("ORCH_CLOUD_API_URL"), os.environ.get("ORCH_CLOUD_API_KEY")
FIRST, SECOND = os.environ.get("ORCH_CLOUD_WORKSPACE_A"), os.environ.get("ORCH_CLOUD_WORKSPACE_B")

pytestmark = pytest.mark.skipif(not CLOUD, reason="this server asks for no keys")


@pytest.fixture()
def newcomer(tmp_path):
    """The environment of somebody who has only installed the client."""
    env = {name: value for name, value in os.environ.items() if name not in ("PREFECT_API_URL", "PREFECT_API_KEY")}
    return env | {
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_PROFILES_PATH": str(tmp_path / "profiles.toml"),
        "PREFECT_CLOUD_API_URL": CLOUD,
        "PREFECT_CLOUD_UI_URL": os.environ["ORCH_CLOUD_UI_URL"],
    }


def in_workspace(handle):
    with Server(CLOUD, KEY) as cloud:
        for one in cloud.ask("/me/workspaces"):
            if f"{one['account_handle']}/{one['workspace_handle']}" == handle:
                return Server(f"{CLOUD}/accounts/{one['account_id']}/workspaces/{one['workspace_id']}", KEY)
    raise AssertionError(f"no workspace {handle}")


def test_login_then_work_in_each_workspace(newcomer):
    prefect("cloud", "login", "--key", KEY, "--workspace", FIRST, env=newcomer)
    name = unique("where").replace("-", "_")
    prefect("variable", "set", name, "first", env=newcomer)
    assert FIRST in prefect("cloud", "workspace", "ls", env=newcomer).stdout
    prefect("cloud", "workspace", "set", "--workspace", SECOND, env=newcomer)
    assert prefect("variable", "get", name, ok=False, env=newcomer).returncode == 1
    prefect("variable", "set", name, "second", env=newcomer)
    with in_workspace(FIRST) as first, in_workspace(SECOND) as second:
        values = [one.ask(f"/variables/name/{name}")["value"] for one in (first, second)]
    assert values == ["first", "second"]


def test_a_wrong_key_is_refused(newcomer):
    done = prefect("cloud", "login", "--key", "pnu_wrong", "--workspace", FIRST, ok=False, env=newcomer)
    assert done.returncode == 1


def test_objects_of_the_other_workspace_do_not_exist():
    with in_workspace(FIRST) as first, in_workspace(SECOND) as second:
        flow_id = first.ask("/flows/", {"name": unique("secret")})["id"]
        run_id = first.ask("/flow_runs/", {"flow_id": flow_id})["id"]
        for path in (f"/flows/{flow_id}", f"/flow_runs/{run_id}"):
            assert first.get(path).status_code == 200
            assert second.get(path).status_code == 404
            assert second.delete(path).status_code == 404
        assert second.ask("/flow_runs/count", {"flow_runs": {"id": {"any_": [run_id]}}}) == 0
        body = {"state": {"type": "CANCELLED"}, "force": True}
        assert second.post(f"/flow_runs/{run_id}/set_state", json=body).status_code == 404
        assert first.ask(f"/flow_runs/{run_id}")["state_type"] != "CANCELLED"


@pytest.mark.parametrize("key", [None, "pnu_wrong"])
def test_nobody_gets_in_without_a_good_key(key):
    with in_workspace(FIRST) as first:
        url = str(first.base_url)
    with Server(url, key or "none") as nobody:
        if key is None:
            nobody.headers.pop("authorization")
        assert nobody.post("/flow_runs/filter", json={}).status_code == 401
        assert nobody.get("/flows/00000000-0000-0000-0000-000000000000").status_code == 401
