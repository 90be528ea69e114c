"""The two kinds of trouble: our own rules said no (DomainError), or somebody else's server did (ProviderError)."""

from typing import Any


class DomainError(Exception):
    """A rule refused. `code` is stable for machines, the message is for people and says what to do.

    `facts` are JSON-safe values that help whoever asked to do better (for example the allowed units).
    """

    def __init__(self, code: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts


class ProviderError(Exception):
    """An outside service failed. Permanent: never try this again. Else: again, not before `retry_after` seconds.

    `uncertain` is set when the request may have taken effect (it was sent, the answer was lost). `verdict` says whom
    the refusal concerns when it is more than this one request (channels/refusals.py).
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        uncertain: bool = False,
        code: str = "",
        verdict: str = "",
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.uncertain = uncertain
        self.code = code
        self.verdict = verdict
