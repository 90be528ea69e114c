"""One worker, the networks and a web server for all tests here; a fresh shop for each."""

import pytest

from config.testing.live_shop import QUEUES, LiveShop, settle
from config.testing.networks import running_networks
from config.testing.shared_worker import shared_worker
from config.testing.thinking_model import thinking_model
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop


@pytest.fixture(scope="package")
def networks():
    with running_networks() as running:
        yield running


@pytest.fixture(scope="package")
def postbox(tmp_path_factory):
    """A folder with one file for each mail that a worker sends."""
    return tmp_path_factory.mktemp("mails")


@pytest.fixture(scope="package")
def the_worker(networks, postbox, django_db_setup):
    env = {**networks.environment, "EMAIL_URL": f"filemail://{postbox}"}
    with shared_worker(queues=",".join(QUEUES), env=env) as shared:
        yield shared


@pytest.fixture
def shop(transactional_db, live_server, settings, networks):
    """The demo butcher, in scope. The networks keep what they saw: each test has customers of its own."""
    settings.AGENT_QUIET_MAX_SECONDS, settings.AGENT_LEASE_SECONDS = 1, 1
    tenant = load_demo_shop("valdman")
    with tenant_scope(tenant):
        yield LiveShop(tenant, networks, live_server.url)


@pytest.fixture
def live_shop(shop, the_worker):
    """With a worker."""
    the_worker.start()
    yield shop
    settle()


@pytest.fixture
def unattended_shop(shop, the_worker):
    """Without one: the test starts its own."""
    the_worker.stop()
    return shop


@pytest.fixture(name="thinking_model")
def thinking_model_fixture():
    with thinking_model() as model:
        yield model
