"""What staff type about stages and promotions, checked for form; the rules are in the services."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agent.playbooks.guidance import ALWAYS
from agent.playbooks.models import Stage
from agent.playbooks.rules import BEGAN, CAME_BACK, COUNTED, MOST_COUNTED, Fact, Rule, read_rule
from agent.playbooks.tool_names import TOOL_NAMES
from catalog.models import Product
from orders.models import Promotion

FACTS: Mapping[str, Promise] = {
    Fact.CUSTOMER_WROTE: _("the customer wrote"),
    Fact.NEED_RECORDED: _("the customer said what they need"),
    Fact.PRODUCT_SHOWN: _("a product was shown"),
    Fact.TESTIMONIAL_SENT: _("testimonials were sent"),
    Fact.PROMOTION_OFFERED: _("a promotion was told"),
    Fact.WANTS_TO_BUY: _("the customer wants to buy"),
    Fact.ORDER_PENDING: _("an order was taken"),
    Fact.ORDER_CONFIRMED: _("an order was confirmed"),
    Fact.SAID_BYE: _("the customer said goodbye"),
    Fact.MESSAGES: _("the customer wrote so many messages"),
    Fact.REPLIES: _("the agent answered so often in the stage"),
    BEGAN: _("the conversation began"),
    CAME_BACK: _("the customer came back"),
}
CHOICES = [(str(fact), FACTS[fact]) for fact in Fact if fact not in COUNTED]
LIMITED = [(name, label) for name, label in TOOL_NAMES.items() if name not in ALWAYS]
LINE, LONGEST_LINE = "line_", 500


def why_text(why: str) -> str:
    """A move's reason as staff read it."""
    name, _colon, count = why.partition(":")
    label = str(FACTS.get(name, name))
    return f"{label} ({count})" if count else label


class StageForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    goal = forms.CharField(label=_("Goal"), max_length=300, required=False)
    instructions = forms.CharField(
        label=_("Instructions for the agent"), max_length=2000, required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_("A language model follows them. The built-in agent says the texts below word for word."),
    )  # fmt: skip
    enter_when = forms.MultipleChoiceField(
        label=_("Begins as soon as one of these is so"), choices=CHOICES, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Nothing ticked: it follows when the stage before is over."),
    )  # fmt: skip
    enter_messages = forms.IntegerField(
        label=_("or the customer has written this many messages"), required=False, min_value=1, max_value=MOST_COUNTED
    )
    leave_when = forms.MultipleChoiceField(
        label=_("Is over as soon as one of these is so"), choices=CHOICES, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    leave_messages = forms.IntegerField(
        label=_("or the customer has written this many messages"), required=False, min_value=1, max_value=MOST_COUNTED
    )
    leave_replies = forms.IntegerField(
        label=_("or the agent has answered this often in the stage"), required=False, min_value=1,
        max_value=MOST_COUNTED,
    )  # fmt: skip
    promotion = forms.ModelChoiceField(
        label=_("Promotion that is told here"),
        queryset=Promotion.objects.none(),
        required=False,
        to_field_name="public_id",
    )
    tools = forms.MultipleChoiceField(
        label=_("What the agent may do in this stage"), choices=LIMITED, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Nothing ticked: all. What is always possible: to follow, change, confirm and cancel an order, to ask "
            "about delivery and the shop, and to reach a person."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.languages = list(languages)
        for language in self.languages:
            self.fields[LINE + language] = forms.CharField(
                label=_("What is said here (%(language)s)") % {"language": names[language]}, required=False,
                max_length=LONGEST_LINE, widget=forms.Textarea({"rows": 2, "dir": "auto", "lang": language}),
            )  # fmt: skip
        texts = [LINE + language for language in self.languages]
        self.order_fields(["name", "goal", "instructions", *texts, "promotion"])
        promotions: Any = self.fields["promotion"]
        promotions.queryset = Promotion.objects.all()

    def values(self) -> dict[str, Any]:
        """The fields of a stage."""
        data = self.cleaned_data
        lines = {language: data[LINE + language].strip() for language in self.languages}
        return {
            "name": data["name"], "goal": data["goal"], "instructions": data["instructions"],
            "lines": {language: line for language, line in lines.items() if line},
            "enter_when": _rules(data["enter_when"], messages=data["enter_messages"]),
            "leave_when": _rules(data["leave_when"], messages=data["leave_messages"], replies=data["leave_replies"]),
            "promotion": data["promotion"], "tools": data["tools"],
        }  # fmt: skip


def initial_of(stage: Stage) -> dict[str, Any]:
    """What the form begins with."""
    entry, leaving = _counts(stage.enter_when), _counts(stage.leave_when)
    promotion = stage.promotion.public_id if stage.promotion else None
    return {
        "name": stage.name, "goal": stage.goal, "instructions": stage.instructions, "promotion": promotion,
        "enter_when": _plain(stage.enter_when), "enter_messages": entry.get(Fact.MESSAGES),
        "leave_when": _plain(stage.leave_when), "leave_messages": leaving.get(Fact.MESSAGES),
        "leave_replies": leaving.get(Fact.REPLIES), "tools": stage.tools,
        **{LINE + language: line for language, line in stage.lines.items()},
    }  # fmt: skip


class PromotionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at runtime
    categories = forms.CharField(
        label=_("Only these categories"), required=False, max_length=1000,
        help_text=_("As they stand at the products, with commas between them. Empty: everything."),
    )  # fmt: skip
    products = forms.CharField(
        label=_("Only these products"), required=False, max_length=2000,
        help_text=_("Article numbers, with commas between them."),
    )  # fmt: skip

    class Meta:
        model = Promotion
        fields = (
            "name", "kind", "value", "minimum", "categories", "products", "starts_on", "ends_on", "once_per_customer",
            "most_uses", "is_active",
        )  # fmt: skip
        widgets = {
            "starts_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.initial["categories"] = ", ".join(row.categories)
        skus = Product.objects.filter(public_id__in=row.products).values_list("sku", flat=True) if row.products else []
        self.initial["products"] = ", ".join(skus)

    def clean_categories(self) -> list[str]:
        return _split(self.cleaned_data["categories"])

    def clean_products(self) -> list[Any]:
        """Their public ids."""
        wanted = _split(self.cleaned_data["products"])
        found = dict(Product.objects.filter(sku__in=wanted).values_list("sku", "public_id"))
        if unknown := [sku for sku in wanted if sku not in found]:
            raise forms.ValidationError(
                _("There is no product with the article number %(skus)s."), params={"skus": ", ".join(unknown)}
            )
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "percent" and (data.get("value") or 0) > 100:
            self.add_error("value", _("More than everything cannot be taken off."))
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first one."))
        return data


def _rules(facts: Iterable[str], **counts: int | None) -> list[str]:
    counted = [str(Rule(Fact(name), count)) for name, count in counts.items() if count]
    return [*facts, *counted]


def _counts(rules: Iterable[str]) -> dict[Fact, int]:
    read = [read_rule(text) for text in rules]
    return {rule.fact: rule.least for rule in read if rule.fact in COUNTED}


def _plain(rules: Iterable[str]) -> list[str]:
    return [text for text in rules if ":" not in text]


def _split(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
