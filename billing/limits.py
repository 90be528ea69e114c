"""What a cap allows. Pure: amounts in, verdicts out."""

from dataclasses import dataclass
from decimal import Decimal

# Percent of a cap at which the shop is told.
LEVELS = (50, 80, 100)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Amount:
    """US dollars and tokens. What has no known price adds no dollars: there only its tokens count."""

    usd: Decimal = NOTHING
    tokens: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.usd + other.usd, self.tokens + other.tokens)


@dataclass(frozen=True)
class Limit:
    """At most this much; None is no limit."""

    usd: Decimal | None = None
    tokens: int | None = None

    def allows(self, amount: Amount, *, share: Decimal = Decimal(1)) -> bool:
        """Whether an amount stays within `share` of the limit (0 to 1)."""
        dear = self.usd is not None and amount.usd > self.usd * share
        long = self.tokens is not None and amount.tokens > self.tokens * share
        return not (dear or long)

    def percent(self, amount: Amount) -> int:
        """How much of the limit is used, of the tighter one of the two, rounded down. A limit of 0 is used up."""
        return max(_percent(amount.usd, self.usd), _percent(amount.tokens, self.tokens))

    def is_tighter_in_tokens(self, amount: Amount) -> bool:
        """Whether it is the tokens that come closer to their limit."""
        return self.usd is None or _percent(amount.tokens, self.tokens) > _percent(amount.usd, self.usd)


def level_of(percent: int) -> int:
    """The highest level that is reached; 0 for none."""
    return max((level for level in LEVELS if percent >= level), default=0)


def _percent(used: Decimal | int, limit: Decimal | int | None) -> int:
    if limit is None:
        return 0
    return int(used * 100 / limit) if limit else 100
