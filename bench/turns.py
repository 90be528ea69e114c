"""Messages per second through the real thing: webhook, inbox, worker, model, tool, outbox, Telegram.

    .venv/bin/python bench/turns.py --at-once 64 --messages 640

Starts its own servers, web and worker processes, a fake model and a fake Telegram; everything is thrown away.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.fake_servers import FakeModel, FakeTelegram, serve
from bench.product import Product, running_product

SECRET = "bench-secret"
PATIENCE = 60.0


@dataclass
class Tally:
    """What was measured: seconds per acknowledgement and per answered message."""

    acks: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    lost: int = 0
    refused: int = 0


async def customer(
    number: int, messages: int, product: Product, telegram: FakeTelegram, tally: Tally, *, delay: float = 0
) -> None:
    """Write, wait for the answer to exactly that, write again."""
    chat = 100_000 + number
    await asyncio.sleep(delay)
    for index in range(messages):
        words = f"word-{chat}-{index}"
        began = time.perf_counter()
        status = await post(product, update(chat, index, f"Do you have {words}"))
        tally.acks.append(time.perf_counter() - began)
        tally.refused += status != 200
        if await telegram.wait_for(str(chat), words, seconds=PATIENCE):
            tally.answers.append(time.perf_counter() - began)
        else:
            tally.lost += 1


def update(chat: int, index: int, text: str) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": f"Customer {chat}"}
    message = {
        "message_id": index + 1, "date": 1_790_000_000 + index, "text": text, "from": person,
        "chat": {"id": chat, "type": "private", "first_name": person["first_name"]},
    }  # fmt: skip
    return {"update_id": chat * 10_000 + index, "message": message}


async def post(product: Product, payload: dict[str, Any]) -> int:
    body = json.dumps(payload).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", product.port)
    writer.write(
        f"POST {product.webhook} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        f"x-telegram-bot-api-secret-token: {SECRET}\r\nconnection: close\r\n"
        f"content-length: {len(body)}\r\n\r\n".encode()
        + body
    )
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


async def drive(options: argparse.Namespace) -> dict[str, Any]:
    model, telegram, tally = FakeModel(options.latency), FakeTelegram(), Tally()
    model_port, telegram_port = await serve(model), await serve(telegram)
    environment = {
        "AGENT_PROVIDER": "anthropic", "AGENT_MODEL": "claude-sonnet-5", "ANTHROPIC_API_KEY": "bench",
        "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{model_port}", "TELEGRAM_BASE_URL": f"http://127.0.0.1:{telegram_port}",
    }  # fmt: skip
    os.environ.update(environment)
    each = max(1, options.messages // options.at_once)
    async with running_product(secret=SECRET, workers=options.workers) as product:
        # First connections and imports are not what is measured.
        first = range(-4 * options.workers, 0)
        await asyncio.gather(*(customer(number, 3, product, telegram, Tally()) for number in first))
        began, used = time.perf_counter(), product.cpu_seconds()
        # People do not begin in the same millisecond: they are spread over the time that a turn takes.
        spread = 3 * options.latency / options.at_once
        numbers = range(1, options.at_once + 1)
        await asyncio.gather(*(customer(n, each, product, telegram, tally, delay=n * spread) for n in numbers))
        seconds = time.perf_counter() - began
        cpu = {name: spent - used.get(name, 0.0) for name, spent in product.cpu_seconds().items()}
        return figures(options, tally, telegram, seconds=seconds, memory=product.memory(), cpu=cpu)


def figures(
    options: argparse.Namespace, tally: Tally, telegram: FakeTelegram, *,
    seconds: float, memory: dict[str, int], cpu: dict[str, float],
) -> dict[str, Any]:  # fmt: skip
    texts = [text for chat in telegram.sent.values() for text in chat]
    return {
        "at_once": options.at_once,
        "messages": len(tally.acks),
        "workers": options.workers,
        "messages_per_s": round(len(tally.answers) / seconds, 2),
        "p50_s": round(percentile(tally.answers, 50), 3),
        "p95_s": round(percentile(tally.answers, 95), 3),
        "ack_p50_ms": round(percentile(tally.acks, 50) * 1000, 1),
        "ack_p99_ms": round(percentile(tally.acks, 99) * 1000, 1),
        "lost": tally.lost + tally.refused,
        "doubled": len(texts) - len(set(texts)),
        "memory_mb": memory,
        "cpu_ms_per_message": {name: round(spent * 1000 / len(tally.acks), 1) for name, spent in cpu.items()},
    }


def percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values) or [float("nan")]
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def print_table(result: dict[str, Any]) -> None:
    for name, value in result.items():
        if not isinstance(value, dict):
            print(f"{name.replace('_', ' '):<16} {value:>10}")
    print(f"{'process':<16} {'memory MB':>10} {'CPU ms/msg':>11}")
    for process, megabytes in result["memory_mb"].items():
        print(f"{process:<16} {megabytes:>10} {result['cpu_ms_per_message'].get(process, 0):>11}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Example: bench/turns.py --at-once 1 --messages 10 --json",
    )  # fmt: skip
    parser.add_argument("--at-once", type=int, default=64, help="conversations that wait at the same time")
    parser.add_argument("--messages", type=int, default=640, help="messages in all")
    parser.add_argument("--latency", type=float, default=0.5, help="seconds that each model call takes")
    parser.add_argument("--workers", type=int, default=1, help="processes of each kind of worker")
    parser.add_argument("--json", action="store_true", help="one JSON line instead of the table")
    options = parser.parse_args()
    result = asyncio.run(drive(options))
    if options.json:
        print(json.dumps(result))
    else:
        print_table(result)
    return 1 if result["lost"] or result["doubled"] else 0


if __name__ == "__main__":
    sys.exit(main())
