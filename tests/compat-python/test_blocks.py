"""Blocks as users write and read them: secrets, credentials and buckets of prefect-aws, own types inside each other."""

import base64
import json
import os
import pathlib

import pytest
from prefect import flow
from prefect.blocks.core import Block
from prefect.blocks.fields import SecretDict
from prefect.blocks.system import Secret
from prefect.variables import Variable
from pydantic import SecretStr
from support import Server, prefect, unique, wait_for

CLOUD, KEY = os.environ.get("ORCH_CLOUD_API_URL"), os.environ.get("ORCH_CLOUD_API_KEY")
DATABASE_FOLDER = os.environ.get("ORCH_COMPAT_DATABASE_FOLDER")
SERVER_LOG = os.environ.get("ORCH_COMPAT_SERVER_LOG")
VIEWER, MEMBER = "00000000-0000-7000-8000-000000000014", "00000000-0000-7000-8000-000000000003"


@pytest.fixture(scope="module")
def s3():
    """An S3 on this machine. The packages of AWS are imported where they are used: it takes seconds."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def aws_credentials(s3, secret):
    from prefect_aws import AwsClientParameters, AwsCredentials

    parameters = AwsClientParameters(endpoint_url=s3)
    return AwsCredentials(
        aws_access_key_id="id", aws_secret_access_key=secret, region_name="us-east-1", aws_client_parameters=parameters)


def test_block_types_of_a_package_are_registered(server):
    said = prefect("block", "register", "-m", "prefect_aws").stdout
    assert "Successfully registered" in said and "S3 Bucket" in said
    types = prefect("block", "type", "ls").stdout
    assert "aws-credentials" in types and "s3-bucket" in types and "secret" in types
    seen = prefect("block", "type", "inspect", "s3-bucket").stdout
    assert "bucket" in seen
    assert server.ask("/block_types/slug/aws-credentials")["documentation_url"]


def test_credentials_and_bucket_serve_a_download_inside_a_flow(server, s3, tmp_path):
    import boto3
    from prefect_aws import AwsCredentials, S3Bucket

    name, bucket, secret = unique("aws"), unique("taxi"), unique("key")
    aws_credentials(s3, "the first, to be overwritten").save(name, overwrite=True)
    aws_credentials(s3, secret).save(name, overwrite=True)
    client = boto3.client("s3", endpoint_url=s3, aws_access_key_id="id", aws_secret_access_key=secret, region_name="us-east-1")
    client.create_bucket(Bucket=bucket)
    for month in ("01", "02"):
        client.put_object(Bucket=bucket, Key=f"data/2023-{month}.csv", Body=f"month\n{month}\n".encode())
    S3Bucket(bucket_name=bucket, credentials=AwsCredentials.load(name)).save(name, overwrite=True)

    @flow(name=name)
    def fetch(folder: str):
        S3Bucket.load(name).download_folder_to_path(from_folder="data", to_folder=folder)
        return sorted(path.name for path in pathlib.Path(folder).iterdir())

    assert fetch(str(tmp_path)) == ["2023-01.csv", "2023-02.csv"]
    assert (tmp_path / "2023-02.csv").read_text() == "month\n02\n"
    assert server.run_of(name)["state_type"] == "COMPLETED"
    inspected = prefect("block", "inspect", f"s3-bucket/{name}").stdout
    assert bucket in inspected and secret not in inspected
    inspected = prefect("block", "inspect", f"aws-credentials/{name}", "--output", "json").stdout
    assert json.loads(inspected)["data"]["aws_secret_access_key"] == "********"
    assert f"aws-credentials/{name}" in prefect("block", "ls").stdout
    assert AwsCredentials.load(name).aws_secret_access_key.get_secret_value() == secret


@pytest.mark.parametrize("value", ["text ✓", 7, 1.5, True, [1, {"a": None}], {"deep": {"er": [1.0]}}])
def test_a_secret_keeps_the_type_of_its_value(value):
    name = unique("secret")
    Secret(value="before").save(name)
    with pytest.raises(ValueError):
        Secret(value="twice").save(name)
    Secret(value=value).save(name, overwrite=True)
    assert Secret.load(name).get() == value


def test_json_is_kept_as_a_variable():
    name = unique("json").replace("-", "_")
    Variable.set(name, {"b": [1, 2.0, None], "a": {"c": "✓"}})
    Variable.set(name, {"b": 1}, overwrite=True)
    assert Variable.get(name) == {"b": 1}
    prefect("variable", "set", name, '{"c": 2}', "--overwrite", "--tag", "blue")
    assert json.loads(prefect("variable", "inspect", name, "--output", "json").stdout)["tags"] == ["blue"]
    prefect("variable", "unset", name)
    assert Variable.get(name, default="none") == "none"


def own_types():
    """Three block types, each inside the next; their names are new each time."""
    word = unique("Own").replace("-", " ")

    class Login(Block):
        _block_type_name = f"{word} Login"
        user: str
        password: SecretStr

    class Store(Block):
        _block_type_name = f"{word} Store"
        login: Login
        place: str

    class Report(Block):
        _block_type_name = f"{word} Report"
        store: Store
        second: Login
        tokens: SecretDict
        numbers: dict = {}

    return Login, Store, Report


def test_own_types_inside_each_other(server):
    Login, Store, Report = own_types()
    name, tokens = unique("nested"), {"api": "t-1", "deep": {"k": "t-2"}}
    login = Login(user="anna", password="p-1")
    login.save(name)
    store = Store(login=Login.load(name), place="here")
    store.save(name)
    inline = Login(user="inline", password="p-2")
    report_id = Report(store=Store.load(name), second=inline, tokens=tokens, numbers={"x": [1.0, 2]}).save(name)
    login.password = SecretStr("p-changed")
    login.save(name, overwrite=True)
    loaded = Report.load(name)
    assert isinstance(loaded.store.login, Login) and loaded.store.place == "here"
    assert loaded.store.login.password.get_secret_value() == "p-changed"
    assert (loaded.second.user, loaded.second.password.get_secret_value()) == ("inline", "p-2")
    assert loaded.tokens.get_secret_value() == tokens and loaded.numbers == {"x": [1.0, 2]}
    shown = server.get(f"/block_documents/{report_id}").text
    assert "anna" in shown and not [word for word in ("p-changed", "p-2", "t-1", "t-2") if word in shown]
    assert json.loads(shown)["data"]["tokens"] == {"api": "********", "deep": {"k": "********"}}


def test_what_does_not_fit_its_schema_is_refused(server):
    Login, _, _ = own_types()
    Login.register_type_and_schema()
    with pytest.raises(ValueError):
        Login(user="no password")
    kind = server.ask(f"/block_types/slug/{Login.get_block_type_slug()}")
    unknown = {"name": unique("x"), "data": {}, "block_type_id": kind["id"], "block_schema_id": kind["id"]}
    assert server.post("/block_documents/", json=unknown).status_code in (404, 409, 422)


@pytest.mark.skipif(not CLOUD, reason="this server has no roles")
def test_who_may_not_see_secrets_sees_masks(server):
    name = unique("guarded")
    document_id = Secret(value="eyes only").save(name)
    with Server(CLOUD, KEY) as cloud:
        account = cloud.ask("/me/workspaces")[0]["account_id"]
        bot = cloud.ask(f"/accounts/{account}/bots/", {"name": unique("viewer"), "account_role_id": MEMBER})
    server.ask("/bot_access/", [{"bot_id": bot["id"], "workspace_role_id": VIEWER}])
    path = f"/block_documents/{document_id}?include_secrets=true"
    by_name = f"/block_types/slug/secret/block_documents/name/{name}?include_secrets=true"
    with Server(key=bot["api_key"]["key"]) as viewer:
        for place in (path, by_name):
            assert server.ask(place)["data"] == {"value": "eyes only"}
            assert viewer.ask(place)["data"] == {"value": "********"}
        rows = viewer.ask("/block_documents/filter", {"include_secrets": True})
        assert "eyes only" not in json.dumps(rows)
        assert viewer.patch(path.split("?")[0], json={"data": {"value": "mine"}}).status_code in (403, 404)


def found_in(folder, word):
    return [path for path in pathlib.Path(folder).rglob("*") if path.is_file() and word in path.read_bytes()]


@pytest.mark.skipif(not DATABASE_FOLDER, reason="the database is not on this machine")
def test_a_secret_is_in_no_file_of_the_database_nor_in_the_log(server):
    canary, plain = unique("canary"), unique("plain").replace("-", "_")
    name = unique("at-rest")
    Secret(value=canary).save(name)
    Secret(value={"inside": canary}).save(name, overwrite=True)
    refused = server.post("/block_documents/", json={"name": 7, "data": {"value": canary}})
    assert refused.status_code == 422 and canary not in refused.text
    Variable.set(plain, plain)
    # what is stored in clear is found: in the write-ahead log at the latest
    wait_for("the search finds what is there", lambda: found_in(DATABASE_FOLDER, plain.encode()))
    forms = [canary.encode(), canary.encode().hex().encode(), base64.b64encode(canary.encode())[2:-4]]
    for form in forms:
        assert found_in(DATABASE_FOLDER, form) == []
        assert form not in pathlib.Path(SERVER_LOG).read_bytes()
