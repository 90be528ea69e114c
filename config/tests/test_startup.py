"""What processes carry from their start on: a shop's machine runs eight of them, and every command begins so."""

import json
import os

from config.tests.processes import script

# What costs much time or memory, and is needed by few calls: imported where it is used (docs/decisions/startup.md).
# Megabytes and seconds as measured alone, on Python 3.11.
HEAVY = {
    "fpdf": "41 MB, 0.6 s",
    "stripe": "8 MB, 0.2 s, with an asynchronous HTTP client",
    "genai_prices.data": "14 MB, 0.3 s",
    "openpyxl": "5 MB, 0.1 s, with numpy and Pillow",
    "pypdf": "5 MB, 0.1 s",
    "anthropic": "41 MB, 1.8 s",
    "openai": "13 MB, 0.6 s",
    "wordllama": "its weights",
    "sentry_sdk": "only where errors are reported",
}
EVERYTHING = """
import json, sys
import django
django.setup()
from django.urls import get_resolver
from config.celery import app
get_resolver().url_patterns
app.autodiscover_tasks(force=True)
print(json.dumps(sorted(sys.modules)))
"""


def test_a_process_starts_without_what_few_calls_need():
    with script(EVERYTHING, **os.environ) as process:
        output, _ = process.communicate(timeout=60)
    loaded = json.loads(output.splitlines()[-1])
    assert {"agent.tasks", "billing.invoices", "config.urls"} - set(loaded) == set()
    assert [name for name in HEAVY if name in loaded] == []


WORKER = """
import json, sys
import django
django.setup()
from types import SimpleNamespace
from config.celery import app, get_ready
loaded = {}
for queues in ("inbound,outbound", "agent"):
    app.amqp.queues.select(queues)
    get_ready(sender=SimpleNamespace(app=app))
    loaded[queues] = "anthropic" in sys.modules
print(json.dumps(loaded))
"""


def test_whoever_answers_customers_has_the_models_client_before_the_first_of_them():
    with script(WORKER, **os.environ | {"AGENT_PROVIDER": "anthropic", "ANTHROPIC_API_KEY": "test"}) as process:
        output, _ = process.communicate(timeout=60)
    assert json.loads(output.splitlines()[-1]) == {"inbound,outbound": False, "agent": True}


WEB = """
import json, threading
import psutil
import config.wsgi
from django.urls import get_resolver
print(json.dumps({
    "threads": [thread.name for thread in threading.enumerate()],
    "sockets": len(psutil.Process().net_connections(kind="all")),
    "are_pages_loaded": "url_patterns" in vars(get_resolver()),
}))
"""


def test_the_web_server_divides_itself_before_anything_runs_or_is_connected():
    """Two processes that speak over one line, or wait for a lock whose thread is not there, would never end."""
    with script(WEB, **os.environ | {"DATABASE_POOL_SIZE": "4"}) as process:
        output, _ = process.communicate(timeout=60)
    found = json.loads(output.splitlines()[-1])
    assert found == {"threads": ["MainThread"], "sockets": 0, "are_pages_loaded": True}
