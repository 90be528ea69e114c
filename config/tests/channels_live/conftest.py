"""One worker, the networks and a web server for all tests here; a fresh shop for each."""

import pytest

from agent.testing.fake_models import FakeModels
from config.testing.live_shop import QUEUES, clear_broker, open_live_shop, settle
from config.testing.networks import running_networks
from config.testing.shared_worker import shared_worker
from config.testing.thinking_model import ThinkingModel
from tenants.scoping import tenant_scope


@pytest.fixture(scope="package")
def networks():
    with running_networks() as running:
        yield running


@pytest.fixture(scope="package")
def postbox(tmp_path_factory):
    """A folder with one file for each mail that a worker sends."""
    return tmp_path_factory.mktemp("mails")


@pytest.fixture(scope="package")
def models():
    """The providers of models; only shops that choose one of them ask it."""
    with FakeModels() as fake:
        yield fake


@pytest.fixture(scope="package")
def environment(networks, models, postbox, live_server):
    """Of every worker here."""
    keys = dict.fromkeys(("ANTHROPIC_API_KEY", "OPENAI_API_KEY"), "test-key")
    addresses = {"ANTHROPIC_BASE_URL": models.anthropic_url, "OPENAI_BASE_URL": models.openai_url}
    ours = {"PUBLIC_URL": live_server.url, "EMAIL_URL": f"filemail:///{postbox}"}
    return {**networks.environment, **keys, **addresses, **ours}


@pytest.fixture(scope="package")
def the_worker(environment, django_db_setup):
    clear_broker()
    with shared_worker(queues=",".join(QUEUES), env=environment) as shared:
        yield shared


@pytest.fixture
def shop(transactional_db, live_server, settings, networks):
    """The demo butcher, in scope. The networks keep what they saw: each test has customers of its own."""
    settings.AGENT_QUIET_MAX_SECONDS, settings.AGENT_LEASE_SECONDS = 1, 1
    opened = open_live_shop(networks, site=live_server.url)
    with tenant_scope(opened.tenant):
        yield opened


@pytest.fixture
def live_shop(shop, the_worker):
    """With a worker."""
    the_worker.start()
    yield shop
    settle()


@pytest.fixture
def unattended_shop(shop, the_worker):
    """Without one: the test starts its own, and ends them."""
    the_worker.stop()
    # It died with the new shop's first tasks in its hands: nobody else would take them over for five minutes.
    clear_broker()
    yield shop
    clear_broker()


@pytest.fixture
def model(shop, models):
    """What the shop's agent thinks with: it says what the test decides."""
    shop.think_with("anthropic", "claude-sonnet-5")
    models.requests.clear()
    return models


@pytest.fixture
def thinking_model(model):
    """It holds every request until the test lets it go on."""
    thinking = ThinkingModel(model)
    model.on_request(thinking.hold)
    yield thinking
    thinking.go_on()
