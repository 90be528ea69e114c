import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from config.tests.source import ROOT

HOLE = {
    "id": "GHSA-test", "summary": "It lets everybody in.",
    "affected": [{"package": {"name": "django", "ecosystem": "PyPI"}, "ranges": []}],
}  # fmt: skip


class Osv(BaseHTTPRequestHandler):
    """https://google.github.io/osv.dev/post-v1-query/: an empty object for a package without known holes."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked["package"]["name"])
        is_holed = asked["package"]["name"] in self.server.holed
        body = json.dumps({"vulns": [HOLE]} if is_holed else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def osv():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    server.asked, server.holed = [], set()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def audit(port):
    environment = os.environ | {"OSV_URL": f"http://127.0.0.1:{port}/v1/query", "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "bin/_audit"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)


def test_a_known_hole_fails_and_is_named_and_none_is_fine(osv):
    fine = audit(osv.server_port)
    assert (fine.returncode, "No known vulnerabilities found" in fine.stdout) == (0, True)
    assert {"django", "cryptography", "pypdf"} <= set(osv.asked)
    osv.holed = {"django"}
    holed = audit(osv.server_port)
    assert (holed.returncode, "GHSA-test" in holed.stdout) == (1, True)


def test_without_a_network_it_says_so_in_one_line_and_does_not_fail():
    away = audit(9)
    assert (away.returncode, away.stdout) == (75, "(no network)\n")
    assert "skip %s %s\\n' \"known holes" in (ROOT / "bin/check").read_text()
