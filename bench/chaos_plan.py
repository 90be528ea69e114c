"""What will go wrong and when: drawn from a seed, so that a failure can be repeated."""

import random
from dataclasses import dataclass

# What is killed. `web worker` is one process of the web server, whose master lives on and starts another one.
KINDS = ("web", "web worker", "stream", "agent", "io", "beat", "postgres", "valkey")
# Workers die most often: they hold what can be lost.
WEIGHTS = (2, 2, 1, 4, 4, 1, 3, 3)
FIRST_AT = 3.0
SHORTEST_GAP, LONGEST_GAP = 3.0, 7.0


@dataclass(frozen=True)
class Kill:
    """`kill -9` of this, so many seconds after the beginning."""

    at: float
    kind: str

    def __str__(self) -> str:
        return f"{self.at:.1f}s {self.kind}"


def make_plan(*, seed: int, seconds: float) -> list[Kill]:
    """Each kind in turn, so that a short run meets all of them, then whatever the dice say."""
    dice = random.Random(seed)
    turn = dice.sample(KINDS, len(KINDS))
    plan: list[Kill] = []
    # A short run has to get through all of them.
    gap = min(1.0, (seconds - FIRST_AT) / (len(KINDS) * LONGEST_GAP))
    at = FIRST_AT
    while at < seconds:
        kind = turn.pop() if turn else dice.choices(KINDS, WEIGHTS)[0]
        plan.append(Kill(round(at, 1), kind))
        at += dice.uniform(SHORTEST_GAP, LONGEST_GAP) * gap
    return plan
