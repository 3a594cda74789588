"""The real client against a running server. `npm test` starts one and sets PREFECT_API_URL; so can you."""

import os
import pathlib
import shutil
import sys
import tempfile

import pytest

# The client reads these when it is imported. Its home is a throw-away folder: no profile of the user's counts.
_HOME = tempfile.mkdtemp(prefix="orch-compat-")
os.environ["PREFECT_HOME"] = _HOME
os.environ["PREFECT_PROFILES_PATH"] = f"{_HOME}/profiles.toml"
_SETTINGS = {
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    "PREFECT_LOGGING_TO_API_BATCH_INTERVAL": "0.3",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_CLI_WRAP_LINES": "false",
    "DO_NOT_TRACK": "1",
    "NO_COLOR": "1",
    "COLUMNS": "220",
}
for _name, _value in _SETTINGS.items():
    os.environ.setdefault(_name, _value)
sys.path.insert(0, str(pathlib.Path(__file__).parent))


def pytest_configure():
    if "PREFECT_API_URL" not in os.environ:
        raise pytest.UsageError("PREFECT_API_URL is not set: which server is to be tested?")


def pytest_unconfigure():
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def server():
    """The server's API without the client's models in between."""
    from support import Server

    with Server() as one:
        yield one


@pytest.fixture(scope="session")
def facts():
    """An HTTP service on this machine that answers as it is told."""
    from support import FactService

    with FactService() as service:
        yield service
