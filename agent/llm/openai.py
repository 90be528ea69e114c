"""OpenAI and every server that speaks its language, through the `openai` SDK."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import openai

from agent.llm import chat_completions, responses, transcriptions
from agent.llm.attempts import Speech, attempt
from agent.llm.base import OnText, Recording, Reply, Request
from agent.llm.connection import http_client, time_left
from agent.llm.failures import provider_errors
from agent.llm.media import sound_format
from agent.llm.parameters import model_or_default, takes
from agent.llm.senses import Senses, senses_of

# Local servers want no key; the SDK wants one.
NO_KEY = "none"

Json = dict[str, Any]


@dataclass(frozen=True)
class OpenAIProvider:
    """Thread safe; nothing is sent when it is made. `name` chooses the rows of the table of parameters."""

    client: openai.OpenAI
    name: str

    def complete(self, request: Request) -> Reply:
        model = model_or_default(self.name, request.model)
        wire, body = self._prepare(request, model)

        def ask() -> Reply:
            with provider_errors(self.name, openai.OpenAIError):
                return wire.read(self._fetch(body), provider=self.name, model=model)

        return attempt(ask, timeout=request.timeout)

    def stream(self, request: Request, on_text: OnText) -> Reply:
        model = model_or_default(self.name, request.model)
        if request.tools and not takes(self.name, model).streams_tools:
            return self._say_at_once(request, on_text)
        wire, body = self._prepare(request, model)
        speech = Speech(on_text)

        def ask() -> Reply:
            with provider_errors(self.name, openai.OpenAIError), self._open(body) as events:
                answer = wire.collect(_plain(events), speech, provider=self.name)
                return wire.read(answer, provider=self.name, model=model)

        return attempt(ask, timeout=request.timeout, speech=speech)

    def senses(self, model: str) -> Senses:
        return senses_of(self.name, model_or_default(self.name, model))

    def transcribe(self, recording: Recording) -> Reply:
        model = recording.model
        file = (f"recording.{sound_format(recording.medium)}", recording.medium.content, recording.medium.mime_type)

        def ask() -> Reply:
            with provider_errors(self.name, openai.OpenAIError):
                resource = self.client.audio.transcriptions.with_raw_response
                answer = resource.create(file=file, model=model, response_format="json", timeout=time_left())
                return transcriptions.read(answer.http_response.json(), provider=self.name, model=model)

        return attempt(ask, timeout=recording.timeout)

    def _say_at_once(self, request: Request, on_text: OnText) -> Reply:
        reply = self.complete(request)
        if reply.text:
            on_text(reply.text)
        return reply

    def _prepare(self, request: Request, model: str) -> tuple[Any, Json]:
        """The module for the API that the model wants, and the body that it builds."""
        row = takes(self.name, model)
        wire = responses if row.api == "responses" else chat_completions
        return wire, wire.build(request, provider=self.name, model=model, row=row)

    def _fetch(self, body: Json) -> Any:
        resource = self._resource(body)
        return resource.with_raw_response.create(**body, timeout=time_left()).http_response.json()

    def _open(self, body: Json) -> Any:
        options = {} if "input" in body else {"stream_options": {"include_usage": True}}
        return self._resource(body).create(**body, **options, stream=True, timeout=time_left())

    def _resource(self, body: Json) -> Any:
        return self.client.responses if "input" in body else self.client.chat.completions


def create_provider(name: str, *, api_key: str, base_url: str, public_only: bool) -> OpenAIProvider:
    client = http_client(public_only=public_only)
    sdk = openai.OpenAI(api_key=api_key or NO_KEY, base_url=base_url, http_client=client, max_retries=0)
    return OpenAIProvider(sdk, name)


def _plain(events: Any) -> Iterator[Mapping[str, Any]]:
    for event in events:
        yield event.to_dict(mode="json", warnings=False)
