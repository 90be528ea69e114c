"""The pictures of the README: `.venv/bin/python -m config.testing.screenshots [NAME ...]` renews docs/img.

Starts the whole product in a throw-away state, fills a demo shop with `manage.py demo_data`, lets a customer order in
the web chat, and looks at the pages with Chromium. A page that this version does not have is named and left out.
"""

import argparse
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

BASE_DIR = Path(__file__).resolve().parents[2]
START_SECONDS = 180


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which pictures, without .png (default: all)")
    names = parser.parse_args().names
    with running_desk() as site:
        django.setup()
        # Models can only be imported now.
        importlib.import_module("config.testing.pictures").take(names, site=site)
    return 0


@contextmanager
def running_desk() -> Iterator[str]:
    """The product as `bin/start` runs it, with the demo shops; its address."""
    state = Path(tempfile.mkdtemp(prefix="salesdesk-pictures-")).resolve()
    os.environ |= {"SALESDESK_STATE": str(state), "DJANGO_SETTINGS_MODULE": "config.settings"}
    # Playwright keeps an event loop in this thread, which only reads.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with (state / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "manage.py", "dev"], cwd=BASE_DIR, stdout=log, stderr=log)
    try:
        yield _address(state, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()
        shutil.rmtree(state, ignore_errors=True)


def _address(state: Path, process: "subprocess.Popen[bytes]") -> str:
    for _ in range(START_SECONDS * 10):
        if (state / "urls.json").exists():
            return str(json.loads((state / "urls.json").read_text())["web"])
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the product did not start:\n" + (state / "log").read_text(errors="replace")[-2000:])


if __name__ == "__main__":
    raise SystemExit(main())
