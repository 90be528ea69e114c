"""`manage.py dev`: everything this product needs, in one terminal. Behind `bin/start`."""

import socket
import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from config.desk import Addresses, desk_processes, published_addresses, wait_until_ready, welcome
from config.embedded.errors import EmbeddedError
from config.embedded.lock import owned_state
from config.embedded.paths import state_dir
from config.embedded.servers import running_servers, wanted_servers
from config.main_job import play_main_job
from config.ports import PortBusy, listen, listen_from, port_of
from config.process_log import say
from config.stop_requests import StopRequests, stop_requests
from config.supervisor import supervise

DEFAULT_PORT = 8000
EXAMPLES = """examples:
  manage.py dev                          everything, with the demo shops
  manage.py dev --port 8100 --no-demo    at another port, without them
  manage.py dev --check                  play the main job over HTTP, then stop: exit code 0 or 1"""


class Command(BaseCommand):
    help = "Runs Salesdesk: databases, web, workers. Ctrl-C stops all of it and leaves nothing behind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("--port", type=port_number, help=f"default: {DEFAULT_PORT}, or the next free one")
        parser.add_argument("--check", action="store_true", help="play the main job over HTTP, then stop")
        parser.add_argument("--no-demo", action="store_true", help="leave out the demo shops")

    def handle(self, *, port: int | None, check: bool, no_demo: bool, **_options: Any) -> None:
        try:
            with stop_requests() as requests, owned_state(state_dir()), web_socket(port) as listener:
                code = run(listener, requests, check=check, demo=not no_demo)
        except EmbeddedError as error:
            raise CommandError(str(error)) from error
        except PortBusy as error:
            raise CommandError(f"Port {port} is not free: {error}. Choose another with --port.") from error
        except OperationalError as error:
            raise CommandError(f"Postgres does not answer as DATABASE_URL says: {error}") from error
        except KeyboardInterrupt:
            code = 0
        sys.exit(code)


def run(listener: socket.socket, requests: StopRequests, *, check: bool, demo: bool) -> int:
    """Bring everything up in order, keep it up, and take it down in reverse; returns the exit code."""
    state = state_dir()
    with running_servers(state, wanted_servers()) as servers:
        prepare_data(demo=demo)
        port = port_of(listener)
        stream_port = free_port_from(port + 1)
        addresses = Addresses(web=f"http://localhost:{port}", stream=f"http://localhost:{stream_port}")
        children = desk_processes(web_socket=listener.fileno(), web_port=port, stream_port=stream_port)
        job = partial(after_start, addresses, state, check=check, demo=demo)
        with published_addresses(addresses, state):
            return supervise(children, requests, watched=servers, job=job)


def prepare_data(*, demo: bool) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    if demo:
        call_command("demo_load")
    # Nothing here needs the database from now on.
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def after_start(addresses: Addresses, state: Path, *, check: bool, demo: bool) -> int | None:
    wait_until_ready(addresses.web)
    if check:
        return 0 if play_main_job(addresses.web) else 1
    say(welcome(addresses, state, demo=demo))
    return None


def port_number(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise ArgumentTypeError(f"{text} is not a port: use a number from 1 to 65535")


def web_socket(port: int | None) -> socket.socket:
    return listen(port) if port else listen_from(DEFAULT_PORT)


def free_port_from(port: int) -> int:
    with listen_from(port) as listener:
        return port_of(listener)
