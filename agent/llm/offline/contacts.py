"""How the customer can be reached: kept with them; only what cannot be kept there goes into the order's notes."""

from agent.llm.offline.acts import Kind, Said
from agent.llm.offline.situation import Call, Situation

TOOL = "remember_contact"


def contact_calls(said: Said) -> list[Call]:
    given = [act.text for act in said.all(Kind.CONTACT)]
    return [Call(TOOL, {"email" if "@" in text else "phone": text}) for text in given]


def unkept(said: Said, situation: Situation) -> list[str]:
    """What the tool refused: another one is known, or it is none."""
    results = [(call, situation.result_of(call)) for call in contact_calls(said)]
    return [text for call, result in results if result is None or result.is_error for text in call.arguments.values()]


def kept(said: Said, situation: Situation) -> list[str]:
    refused = unkept(said, situation)
    return [text for call in contact_calls(said) for text in call.arguments.values() if text not in refused]
