"""The form in which a shop says how much its models may use; saving is left to the services."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.limits import Limit
from billing.models import Cap
from billing.periods import Span
from billing.selectors import limit_of

MOST_USD, MOST_TOKENS = Decimal(1_000_000), 10**12


class CapsForm(forms.Form):
    """Two fields for each span: `day_usd`, `day_tokens` and so on. Empty: no limit."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for span in Span:
            self.fields[f"{span}_usd"] = forms.DecimalField(
                label=_("US dollars"), required=False, min_value=Decimal(0), max_value=MOST_USD, decimal_places=2
            )
            self.fields[f"{span}_tokens"] = forms.IntegerField(
                label=_("tokens"), required=False, min_value=0, max_value=MOST_TOKENS
            )

    def rows(self) -> list[tuple[str | Promise, forms.BoundField, forms.BoundField]]:
        """What the page draws: a span's label and its two fields."""
        return [(span.label, self[f"{span}_usd"], self[f"{span}_tokens"]) for span in Span]

    def limits(self) -> Mapping[Span, Limit]:
        given = self.cleaned_data
        return {span: Limit(given[f"{span}_usd"], given[f"{span}_tokens"]) for span in Span}


def form_of_caps() -> CapsForm:
    """The form filled with the caps that there are."""
    limits = {cap.span: limit_of(cap) for cap in Cap.objects.all()}
    values = {f"{span}_usd": limit.usd for span, limit in limits.items()}
    return CapsForm(initial=values | {f"{span}_tokens": limit.tokens for span, limit in limits.items()})
