import pytest

from agent.testing.fake_models import FakeModels
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop


@pytest.fixture
def model(settings):
    """A scripted model that every shop uses, through the real SDK and over HTTP."""
    with FakeModels() as fake:
        settings.AGENT_PROVIDER, settings.AGENT_MODEL = "anthropic", "claude-sonnet-5"
        settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL = "test-key", fake.anthropic_url
        settings.AGENT_MODEL_TIMEOUT = 5
        yield fake


@pytest.fixture
def butcher(db, model):
    """The demo butcher, in scope, talking to the scripted model."""
    tenant = load_demo_shop("valdman")
    with tenant_scope(tenant):
        yield tenant
