"""The customers of bench/orders.py: look at tracking pages for some seconds and print how many were answered.

A process of its own. Reads [[number, key], ...] from its input; its arguments are the port and the seconds.
"""

import json
import random
import sys
import threading
import time
from http.client import HTTPConnection

VISITORS = 8
LANGUAGES = ("en", "fr", "es", "he", "id")
# Two in three come by the link that they were sent, and see the whole order.
WITH_LINK = 0.67
WARM_UP_SECONDS = 1.5


def main() -> None:
    port, seconds = int(sys.argv[1]), int(sys.argv[2])
    wishes, lock = iter(json.load(sys.stdin)), threading.Lock()
    pages, wrong = [0] * VISITORS, {}
    began = time.perf_counter() + WARM_UP_SECONDS

    def look(visitor: int) -> None:
        rng, connection = random.Random(visitor), HTTPConnection("127.0.0.1", port)
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


def visit(connection: HTTPConnection, number: str, key: str, rng: random.Random) -> int:
    """The status of one page, asked for from an address that nobody else has, in the language of its customer."""
    address = ".".join(str(rng.randrange(1, 255)) for _ in range(4))
    language = LANGUAGES[int(number[-6:]) % len(LANGUAGES)]
    headers = {"Host": "localhost", "X-Forwarded-For": address, "Accept-Language": language}
    connection.request("GET", f"/track/{number}" + (f"?key={key}" if key else ""), headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


if __name__ == "__main__":
    main()
