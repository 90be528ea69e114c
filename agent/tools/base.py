"""What a tool is: a name, arguments that are checked, and one service or selector behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator

from agent.llm.base import ToolSpec
from conversations.models import Conversation, Customer
from lib.money import plain_number
from tenants.models import Tenant

# JSON-safe facts: what the model and the guards may rely on.
Receipt = dict[str, Any]


class Arguments(BaseModel):
    """Arguments of a tool: unknown names are an error, so that a price from the model is never silently ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_null_bytes(cls, given: Any) -> Any:
        """Postgres keeps none, and no customer said one."""
        return _without_null_bytes(given)


A = TypeVar("A", bound=Arguments)
# Names that repeat the argument's own, and the pattern of every decimal number: `run` checks what arrives anyway.
_SPARED = frozenset({"title", "pattern"})


@dataclass(frozen=True)
class ToolContext:
    """Who is speaking, from the session and never from the model. `seq` is the newest message being answered.

    `withheld` are tools that the conversation does not have at its stage.
    """

    tenant: Tenant
    customer: Customer
    conversation: Conversation
    language: str
    seq: int
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tool(Generic[A]):
    """`run` raises DomainError to refuse. `writes` marks the tools whose effect must happen once.

    `prepare` runs before the transaction of a tool that writes: what has to be asked outside is asked there.
    `offered` says which shops have it; None: all.
    """

    name: str
    description: str
    arguments: type[A]
    run: Callable[[ToolContext, A], Receipt]
    writes: bool = False
    prepare: Callable[[ToolContext, A], None] | None = None
    offered: Callable[[Tenant], bool] | None = None

    @cached_property
    def spec(self) -> ToolSpec:
        """Made once: a schema takes pydantic longer than a query takes Postgres."""
        return ToolSpec(self.name, self.description, _schema(self.arguments))


def _without_null_bytes(given: Any) -> Any:
    if isinstance(given, str):
        return given.replace("\x00", "")
    if isinstance(given, dict):
        return {name: _without_null_bytes(value) for name, value in given.items()}
    return [_without_null_bytes(value) for value in given] if isinstance(given, list) else given


def _schema(arguments: type[Arguments]) -> Mapping[str, Any]:
    """Without what pydantic adds for forms and validators: every model is sent it with every request."""
    schema: dict[str, Any] = _lean(arguments.model_json_schema())
    schema.setdefault("properties", {})
    return schema


def _lean(node: Any) -> Any:
    if isinstance(node, list):
        return [_lean(part) for part in node]
    if not isinstance(node, dict):
        return node
    named = {"properties", "$defs"}
    return {
        key: {name: _lean(one) for name, one in value.items()} if key in named else _lean(value)
        for key, value in node.items()
        if key not in _SPARED and not (key == "default" and value in ("", None))
    }


def plain(value: Decimal | datetime | UUID | None) -> str | None:
    """A fact as JSON text: no exponent, no trailing zeros, ISO times."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return plain_number(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)
