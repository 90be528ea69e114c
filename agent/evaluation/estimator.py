"""pass^k: how likely all of k tries of the same scenario pass. Pure."""

from collections.abc import Sequence
from math import comb


def pass_hat(passed: int, tries: int, *, k: int) -> float:
    """The unbiased estimate for one scenario, `C(passed, k) / C(tries, k)` (tau-bench, arXiv 2406.12045).

    Raises ValueError when there were fewer than `k` tries: nothing can be said then.
    """
    if not 0 <= passed <= tries or k < 1 or tries < k:
        raise ValueError(f"pass^{k} cannot be told from {passed} of {tries}")
    return comb(passed, k) / comb(tries, k)


def mean_pass_hat(results: Sequence[tuple[int, int]], *, k: int) -> float | None:
    """The mean over scenarios, each given as (passed, tries); None without any."""
    if not results:
        return None
    return sum(pass_hat(passed, tries, k=k) for passed, tries in results) / len(results)
