"""Every task has a queue that a worker listens to, and runs in its tenant's scope."""

import inspect

import pytest
from django.conf import settings

from config.celery import QUEUES, app
from config.desk import desk_processes
from config.tests.source import PACKAGES
from tenants.queueing import TenantTask

app.loader.import_default_modules()
TASKS = {name: task for name, task in app.tasks.items() if name.split(".")[0] in PACKAGES}


@pytest.mark.parametrize("name", sorted(TASKS))
def test_every_task_is_routed_to_one_of_the_queues(name):
    assert app.amqp.router.route({}, name)["queue"].name in QUEUES


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_task_takes_a_tenant_first_exactly_when_it_runs_in_its_scope(name):
    first = next(iter(inspect.signature(TASKS[name].run).parameters), None)
    assert (first == "tenant_id") == isinstance(TASKS[name], TenantTask)


@pytest.mark.parametrize("name", sorted(TASKS))
def test_arguments_of_a_task_are_ids_and_texts(name):
    signature = inspect.signature(TASKS[name].run)
    assert {parameter.annotation for parameter in signature.parameters.values()} <= {int, str}


@pytest.mark.parametrize("name", sorted(TASKS))
def test_tasks_live_in_the_tasks_module_of_their_app(name):
    app_name, module, _task = name.split(".")
    assert (app_name in PACKAGES, module) == (True, "tasks")


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_every_beat_entry_calls_a_task_that_exists_and_needs_no_tenant(entry):
    task = TASKS[settings.CELERY_BEAT_SCHEDULE[entry]["task"]]
    assert not isinstance(task, TenantTask)


def test_a_worker_at_the_desk_listens_to_every_queue():
    commands = [child.command for child in desk_processes(web_socket=3, web_port=8000, stream_port=8001)]
    listened = [command[command.index("--queues") + 1] for command in commands if "--queues" in command]
    assert sorted(queue for queues in listened for queue in queues.split(",")) == sorted(QUEUES)


def test_the_walk_sees_the_tasks_it_should():
    assert {"agent.tasks.respond", "channels.tasks.deliver", "tenants.tasks.heartbeat"} <= set(TASKS)


@pytest.mark.parametrize(
    ("name", "queue"),
    [
        ("process_store_event", "inbound"),
        ("sync_store", "bulk"),
        ("sweep_stores", "bulk"),
        ("embed_products_of_all", "bulk"),
        ("poll_mail", "bulk"),
    ],
)
def test_what_a_store_tells_us_waits_for_no_long_reading(name, queue):
    assert app.amqp.router.route({}, f"catalog.tasks.{name}")["queue"].name == queue
