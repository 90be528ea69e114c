"""What a provider's refusal means for us: each channel's table maps the provider's codes to these. No models."""

from dataclasses import dataclass
from enum import StrEnum

from lib.errors import ProviderError


class Verdict(StrEnum):
    """What to do after a refusal."""

    TRANSIENT = "transient"  # again later, by itself
    PERMANENT = "permanent"  # this message never
    STOP_CHANNEL = "stop_channel"  # nothing works until a person repairs the account
    OPT_OUT = "opt_out"  # the person does not want it: into the consent ledger


@dataclass(frozen=True)
class Refusal:
    """`code` is one of REASONS; `wait` is seconds before the next try, where the provider's rules name them."""

    verdict: Verdict
    code: str
    wait: float | None = None


# What most networks know.
UNAVAILABLE = Refusal(Verdict.TRANSIENT, "unavailable")
TOO_MANY = Refusal(Verdict.TRANSIENT, "too_many")
UNAUTHORIZED = Refusal(Verdict.STOP_CHANNEL, "unauthorized")
ACCOUNT_BLOCKED = Refusal(Verdict.STOP_CHANNEL, "account_blocked")
PAYMENT = Refusal(Verdict.STOP_CHANNEL, "payment")
WINDOW_CLOSED = Refusal(Verdict.PERMANENT, "window_closed")
BLOCKED = Refusal(Verdict.PERMANENT, "blocked")
UNREACHABLE = Refusal(Verdict.PERMANENT, "unreachable")
BAD_MEDIA = Refusal(Verdict.PERMANENT, "bad_media")
BAD_MARKUP = Refusal(Verdict.PERMANENT, "bad_markup")
TOO_LARGE = Refusal(Verdict.PERMANENT, "too_large")
REFUSED = Refusal(Verdict.PERMANENT, "refused")

# Why a message did not go out, as staff read it (conversations/failures.py has the sentences).
REASONS = frozenset(
    {
        "account_blocked", "bad_address", "bad_markup", "bad_media", "blocked", "busy", "empty", "filtered",
        "marketing_limit", "moved", "no_media", "no_template", "not_allowed", "opted_out", "opted_out_marketing",
        "payment", "private_address", "refused", "template_paused", "template_wrong", "too_large", "too_long",
        "too_many", "unauthorized", "unavailable", "unreachable", "unregistered", "window_closed",
    }
)  # fmt: skip


def refusal(kind: Refusal, said: str, *, retry_after: float | None = None) -> ProviderError:
    """The error to raise for a refusal; `said` is the provider's own sentence.

    The account's own trouble passes when a person mends it, so the message may wait for that.
    """
    passes = kind.verdict in {Verdict.TRANSIENT, Verdict.STOP_CHANNEL}
    wait = kind.wait if retry_after is None else retry_after
    return ProviderError(said[:300], permanent=not passes, retry_after=wait, code=kind.code, verdict=kind.verdict)
