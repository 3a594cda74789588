"""The client's command line on what a flow left behind."""

from prefect import flow

from support import prefect, unique


def test_flow_run_ls_inspect_and_logs(server):
    name = unique("listed")

    @flow(name=name, log_prints=True, flow_run_name=f"{name}-run")
    def listed():
        print("a line for the command line")

    listed()
    run = server.run_of(name)
    server.wait_for_log("a line for the command line", flow_run_id=run["id"])
    table = prefect("flow-run", "ls", "--flow-name", name).stdout
    assert run["id"] in table and "Completed" in table.title()
    detail = prefect("flow-run", "inspect", run["id"]).stdout
    assert f"{name}-run" in detail
    assert "a line for the command line" in prefect("flow-run", "logs", run["id"]).stdout
    assert name in prefect("flow", "ls").stdout


def test_flow_run_delete(server):
    name = unique("gone")

    @flow(name=name)
    def gone():
        pass

    gone()
    run = server.run_of(name)
    prefect("flow-run", "delete", run["id"])
    assert server.get(f"/flow_runs/{run['id']}").status_code == 404
    assert prefect("flow-run", "inspect", run["id"], ok=False).returncode == 1


def test_variables():
    name = unique("cli_var").replace("-", "_")
    prefect("variable", "set", name, '{"n": 1}')
    assert '"n"' in prefect("variable", "get", name).stdout.replace("'", '"')
    assert name in prefect("variable", "ls").stdout
    prefect("variable", "unset", name)
    assert prefect("variable", "get", name, ok=False).returncode == 1
