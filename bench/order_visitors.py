"""The customers of bench/orders.py: look at tracking pages for some seconds and print how many were answered.

A process of its own, which speaks just enough HTTP to take little from what it measures. Reads [[number, key], ...]
from its input; its arguments are the port and the seconds.
"""

import json
import random
import re
import socket
import sys
import threading
import time

VISITORS = 8
LANGUAGES = ("en", "fr", "es", "he", "id")
# Two in three come by the link that they were sent, and see the whole order.
WITH_LINK = 0.67
WARM_UP_SECONDS = 1.5
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


def main() -> None:
    port, seconds = int(sys.argv[1]), int(sys.argv[2])
    wishes, lock = iter(json.load(sys.stdin)), threading.Lock()
    pages, wrong = [0] * VISITORS, {}
    began = time.perf_counter() + WARM_UP_SECONDS

    def look(visitor: int) -> None:
        rng, connection = random.Random(visitor), socket.create_connection(("127.0.0.1", port))
        while time.perf_counter() < began + seconds:
            with lock:
                number, key = next(wishes)
            status = visit(connection, number, key if rng.random() < WITH_LINK else "", rng)
            if status != 200:
                wrong[status] = wrong.get(status, 0) + 1
            elif time.perf_counter() > began:
                pages[visitor] += 1

    threads = [threading.Thread(target=look, args=(visitor,)) for visitor in range(VISITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"pages": sum(pages), "wrong": wrong}))


def visit(connection: socket.socket, number: str, key: str, rng: random.Random) -> int:
    """The status of one page, asked for from an address that nobody else has, in the language of its customer."""
    address = ".".join(str(rng.randrange(1, 255)) for _ in range(4))
    language = LANGUAGES[int(number[-6:]) % len(LANGUAGES)]
    path = f"/track/{number}" + (f"?key={key}" if key else "")
    headers = f"Host: localhost\r\nX-Forwarded-For: {address}\r\nAccept-Language: {language}\r\n"
    connection.sendall(f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode())
    return read_status(connection)


def read_status(connection: socket.socket) -> int:
    """Reads the whole answer, so that the connection can be used again."""
    data = connection.recv(65536)
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = _LENGTH.search(head + b"\r\n")
    if length is None:
        raise RuntimeError(f"no length in {head!r}")
    left = int(length[1]) - len(body)
    while left > 0:
        left -= len(connection.recv(65536))
    return int(head[9:12])


if __name__ == "__main__":
    main()
