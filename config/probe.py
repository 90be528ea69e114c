"""Whether the process of this name works, for health checks: `python -m config.probe NAME`; exit code 0 or 1.

Without Django's settings: it is called again and again, and must stay cheap.
"""

import argparse
import http.client
import json
import os
import sys
import time

from config.processes import NAMES, port_of, pulse_file

ANSWER_SECONDS = 5.0
# A worker writes every two seconds, beat with its most frequent task.
PULSE_SECONDS = 60.0
# Every outside call has its own deadline: no task of a thread can need this long.
STUCK_SECONDS = 900.0


def complaint(name: str) -> str:
    """What is wrong with the process of this machine; empty when it works."""
    if name in {"web", "stream"}:
        return _ask(port_of(name))
    return _feel(name)


def _ask(port: int) -> str:
    # Django answers only to its own names.
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": host if host not in {"", "*"} else "localhost"})
        status = connection.getresponse().status
    except OSError as error:
        return f"no answer on port {port}: {type(error).__name__}"
    finally:
        connection.close()
    return "" if status == http.HTTPStatus.OK else f"port {port} answers {status}"


def _feel(name: str) -> str:
    try:
        pulse = json.loads(pulse_file(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "no pulse yet"
    now = time.time()
    if now - pulse["at"] > PULSE_SECONDS:
        return f"no pulse for {now - pulse['at']:.0f} seconds"
    if pulse["oldest"] and now - pulse["oldest"] > STUCK_SECONDS:
        return f"a task has been running for {now - pulse['oldest']:.0f} seconds"
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m config.probe", description=__doc__, epilog="example:\n  python -m config.probe agent\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("name", choices=NAMES, help="which process runs on this machine")
    sys.exit(complaint(parser.parse_args().name) or 0)


if __name__ == "__main__":
    main()
