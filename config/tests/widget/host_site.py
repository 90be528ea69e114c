"""Somebody else's web site, for tests: another origin, with its own scripts, styles and policy."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from lib.testing.prompt_server import PromptServer

# Appended to a page: everything that badly behaved style sheets and scripts do to what they do not know.
HOSTILE = """<style>* { color: red !important; display: inline !important; font: 40px serif !important; margin: 9px }
html { font-size: 62.5%; direction: rtl } body { transform: scale(1.1) } button { visibility: hidden }</style>
<script>window.keys = []; addEventListener('keydown', (event) => keys.push(event.key));</script>"""


class HostSite(PromptServer):
    """Somebody's web site: `html` is its every page, sent with `policy`."""

    daemon_threads = True
    html, policy, language = "", "", "en"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class HostPage(BaseHTTPRequestHandler):
    def do_GET(self):
        text = f'<!doctype html><html lang="{self.server.language}"><meta charset="utf-8">{self.server.html}'
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.server.policy:
            self.send_header("Content-Security-Policy", self.server.policy)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        """Quiet."""


@contextmanager
def serve_site():
    """The site on a free port; set its `html`."""
    site = HostSite(("127.0.0.1", 0), HostPage)
    site.start()
    try:
        yield site
    finally:
        site.stop()
