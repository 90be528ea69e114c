"""What may go live: a model, or a prompt's text, that is tried in the sandbox before customers meet it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from string import Template

from agent import prompts
from agent.models import Job, ModelChoice
from agent.thinking.asking import list_choices
from billing.models import Cap
from billing.periods import Span
from lib.errors import DomainError
from tenants.models import Tenant


@dataclass(frozen=True)
class Candidate:
    """Empty means as it is live. `prompts` are whole texts by slug (`chat`)."""

    provider: str = ""
    model: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_live(self) -> bool:
        return not (self.provider or self.model or self.prompts)


LIVE = Candidate()


@contextmanager
def applied(candidate: Candidate, shop: Tenant) -> Iterator[str]:
    """The sandbox `shop` with the candidate in place; yields the name of the provider that has to answer."""
    if candidate.provider or candidate.model:
        _choose(candidate, shop)
    with prompts.replaced(candidate.prompts):
        yield list_choices()[0].name


def _choose(candidate: Candidate, shop: Tenant) -> None:
    """The shop's own key and address go on being used where it has some for this provider."""
    live = list_choices()[0]
    name = candidate.provider or live.name
    known = ModelChoice.objects.filter(job=Job.CHAT, provider=name).order_by("position").first()
    ModelChoice.objects.filter(job=Job.CHAT).delete()
    ModelChoice.objects.create(
        tenant=shop, job=Job.CHAT, provider=name, model=candidate.model or (live.model if name == live.name else ""),
        base_url=known.base_url if known else "", api_key=known.api_key if known else "",
    )  # fmt: skip


def check_prompt(text: str, *, slug: str = "chat") -> None:
    """Raises DomainError `bad_prompt` when a text names a value that this prompt does not get."""
    template, known = Template(text), set(Template(prompts.text_of(slug)).get_identifiers())
    if not template.is_valid():
        raise DomainError("bad_prompt", "A $ stands before the name of a value; write $$ for the sign itself.")
    unknown = sorted(set(template.get_identifiers()) - known)
    if unknown:
        names = ", ".join(f"${name}" for name in unknown)
        raise DomainError("bad_prompt", f"Nobody fills in {names}. There are: {', '.join(sorted(known))}.")


def use_up_cap(shop: Tenant) -> None:
    """From now on the shop has a model, and no call to it fits into what a day may cost."""
    break_model(shop)
    Cap.objects.create(tenant=shop, span=Span.DAY, limit_tokens=1)


def break_model(shop: Tenant) -> None:
    """From now on the shop's model is at an address that our own rules refuse: nobody outside is asked."""
    ModelChoice.objects.filter(job=Job.CHAT).delete()
    ModelChoice.objects.create(
        tenant=shop, job=Job.CHAT, provider="openai", model="down", base_url="http://127.0.0.1:9/v1", api_key="down"
    )
