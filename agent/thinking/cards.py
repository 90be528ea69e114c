"""What the models page shows of each model: is it still sold, what does it cost, what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agent.llm.parameters import DEFAULT_MODELS, check_parameters
from agent.llm.registry import has_key
from agent.models import ModelChoice
from agent.thinking.alerts import KIND, subject_of
from agent.thinking.forms import LABELS, ModelForm, form_of, word_fault
from agent.thinking.hello import Hello
from billing.offers import Offer, list_offers, rates_of, standing_of, window_of
from billing.wording import dollars, number
from tenants.alerts.services import word_alert
from tenants.models import Alert


@dataclass(frozen=True)
class PriceLine:
    """An offer in words."""

    model: str
    price: str
    window: str


@dataclass(frozen=True)
class Card:
    """One model of the list. `problems` are sentences that say what is wrong and what to do."""

    row: ModelChoice
    label: str | Promise
    model: str
    price: str
    window: str
    key: str
    problems: Sequence[str]
    form: ModelForm
    hello: Hello | None = None
    hello_words: str = ""
    hello_cost: str = ""


def read_card(row: ModelChoice, *, alerts: Iterable[Alert], form: ModelForm | None = None) -> Card:
    model = row.model or DEFAULT_MODELS.get(row.provider, "")
    return Card(
        row=row, label=LABELS.get(row.provider, row.provider), model=model, price=price_of(row.provider, model),
        window=_window(window_of(row.provider, model)), key=_key(row), problems=_problems(row, model, alerts),
        form=form or form_of(row),
    )  # fmt: skip


def price_of(provider: str, model: str) -> str:
    """`$2.00 in, $10.00 out for a million tokens`, with what is to be thought of it."""
    found = rates_of(provider, model, at=timezone.now())
    if found.rates is None:
        return _("The price is not known: it counts in tokens only.")
    words = _("%(input)s in, %(output)s out for a million tokens") % _rates(found.rates.input, found.rates.output)
    return words if found.source == "exact" else _("about %(price)s") % {"price": words}


def list_prices(provider: str) -> list[PriceLine]:
    return [_line(offer) for offer in list_offers(provider, at=timezone.now())]


def open_model_alerts() -> list[Alert]:
    return list(Alert.objects.filter(kind=KIND, resolved_at=None))


def word_strays(alerts: Iterable[Alert], cards: Sequence[Card]) -> list[str]:
    """What is wrong with models that no card shows: the installation's own, or one that was taken out."""
    shown = {subject_of(card.row.provider, card.model) for card in cards}
    return [_word_problem(alert) for alert in alerts if alert.subject not in shown]


def word_hello(hello: Hello) -> str:
    """Why there was no answer, and what to do; empty when there was one."""
    if not hello.code:
        return ""
    words = {
        "cap_reached": _("The cap for the models is reached. Raise it on the spend page, then try again."),
        "refused": _("The model refused to answer such a greeting. Choose another one."),
        "empty": _("The model answered nothing. Choose another one, or a longer answer."),
        "timeout": _("The model did not answer in time. Try again, or choose a quicker one."),
        "rate_limited": _("The provider says: too many questions at once. Wait a minute and try again."),
        "overloaded": _("The provider is overloaded. Try again in a few minutes."),
        "connection": _("The provider could not be reached. Check the address."),
    }
    return words.get(hello.code) or _advice(hello.code)


def _advice(code: str) -> str:
    """What to do about a failure that does not pass by itself."""
    words = {
        "auth": _("The key is not accepted. Make a new one at the provider and enter it here."),
        "no_key": _("There is no key. Make one at the provider and enter it here."),
        "quota": _("The provider's account has no money or quota left. Top it up there."),
        "not_found": _("The provider does not know this model (any more). Choose another one."),
        "bad_request": _("The provider refuses what it is sent. Empty the options, or choose another model."),
    }
    return words.get(code, _("The model cannot be asked like this. Check its name, address and key."))


def _problems(row: ModelChoice, model: str, alerts: Iterable[Alert]) -> list[str]:
    standing, subject = standing_of(row.provider, model), subject_of(row.provider, model)
    found = [_word_problem(alert) for alert in alerts if alert.subject == subject]
    if standing == "retired":
        found.append(_("This model was switched off by its provider. Choose another one from the list."))
    elif standing == "unknown":
        found.append(
            _("This model is not in our list: it is newer than this version, or its name is misspelt. Test it.")
        )
    if not row.api_key and not has_key(row.provider, base_url=row.base_url):
        found.append(_advice("no_key"))
    faults = check_parameters(row.provider, row.model, row.parameters)
    return [*found, *(f"{fault.name}: {word_fault(fault)}" for fault in faults)]


def _word_problem(alert: Alert) -> str:
    return f"{word_alert(alert)} {_advice(str(alert.facts.get('notice', '')).removeprefix('model_'))}"


def _key(row: ModelChoice) -> str:
    if row.api_key:
        return _("Your own key is stored.")
    is_shared = row.provider != "compatible" and has_key(row.provider, base_url=row.base_url)
    return _("The key of this installation is used.") if is_shared else _("No key.")


def _line(offer: Offer) -> PriceLine:
    price = "–" if offer.input_usd is None else _("%(input)s / %(output)s") % _rates(offer.input_usd, offer.output_usd)
    return PriceLine(offer.model, price, _window(offer.window))


def _rates(input_usd: object, output_usd: object) -> dict[str, str]:
    return {"input": dollars(input_usd), "output": dollars(output_usd)}  # type: ignore[arg-type]


def _window(tokens: int | None) -> str:
    return "" if tokens is None else number(tokens)
