"""An HTTP server that stops at once: `serve_forever` notices a `shutdown` only when it looks up from waiting."""

import socket
import threading
from http.server import ThreadingHTTPServer
from typing import Any


class PromptServer(ThreadingHTTPServer):
    """Thousands of tests start one and stop it."""

    daemon_threads = True
    # Threads of hanging calls end with the process; nobody waits for them.
    block_on_close = False
    _stopping = False
    _thread: threading.Thread

    def start(self) -> None:
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No connection is accepted any more when this returns."""
        self._stopping = True
        # It waits for a connection: here is the last one.
        host, port = self.server_address[:2]
        socket.create_connection((str(host), port)).close()
        self._thread.join()
        self.server_close()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return not self._stopping

    def _serve(self) -> None:
        while not self._stopping:
            self.handle_request()
