"""What models can read besides text: a table, so that a new model is a new row. The longest prefix counts.

Some providers write recordings down with a model that does nothing else: `transcriber` is its name.
"""

from dataclasses import dataclass, replace

from lib.errors import ProviderError

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Senses:
    """Types of files that may be sent, and how large they may be. Empty: the model would refuse them."""

    images: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()
    most_bytes: int = 0
    transcriber: str = ""

    def can_read(self, mime_type: str, size: int) -> bool:
        return mime_type in self.images | self.sounds and size <= self.most_bytes


NOTHING = Senses()
_USUAL = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
# 5 MB as base64, which is a third longer than the file.
_CLAUDE = Senses(images=_USUAL, most_bytes=5 * MEGABYTE * 3 // 4)
_TRANSCRIBED = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4", "audio/wav", "audio/webm", "audio/flac"})
_BLIND_GPT = Senses(sounds=_TRANSCRIBED, most_bytes=20 * MEGABYTE, transcriber="gpt-4o-mini-transcribe")
_GPT = replace(_BLIND_GPT, images=_USUAL)
_GEMINI = Senses(
    images=frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"}),
    sounds=frozenset({"audio/ogg", "audio/mpeg", "audio/mp4", "audio/wav", "audio/aac", "audio/flac"}),
    most_bytes=14 * MEGABYTE,
)
# A model that is a transcriber itself, under whatever name a server has for it.
ITSELF = "itself"
_TRANSCRIBER = Senses(sounds=_TRANSCRIBED, most_bytes=20 * MEGABYTE, transcriber=ITSELF)
_LOCAL_EYES = Senses(images=frozenset({"image/jpeg", "image/png"}), most_bytes=10 * MEGABYTE)

TABLE: dict[str, dict[str, Senses]] = {
    "anthropic": {"": _CLAUDE, "claude-2": NOTHING, "claude-instant": NOTHING},
    "openai": {
        "": _GPT,
        "gpt-3.5": _BLIND_GPT,
        "gpt-4": _BLIND_GPT,
        "gpt-4-turbo": _GPT,
        "gpt-4.1": _GPT,
        "gpt-4.5": _GPT,
        "gpt-4o": _GPT,
        "o1-mini": _BLIND_GPT,
        "o3-mini": _BLIND_GPT,
        "gpt-4o-transcribe": _TRANSCRIBER,
        "gpt-4o-mini-transcribe": _TRANSCRIBER,
        "gpt-transcribe": _TRANSCRIBER,
        "whisper": _TRANSCRIBER,
    },
    "google": {"": _GEMINI, "gemma": replace(_GEMINI, sounds=frozenset())},
    "xai": {
        "": Senses(images=frozenset({"image/jpeg", "image/png"}), most_bytes=14 * MEGABYTE),
        "grok-3": NOTHING,
        "grok-code": NOTHING,
    },
    # Servers of all kinds: only families that are known to see, by the names they usually have there.
    "compatible": {
        "": NOTHING,
        "gemma-3": _LOCAL_EYES,
        "gemma3": _LOCAL_EYES,
        "llama-4": _LOCAL_EYES,
        "llama3.2-vision": _LOCAL_EYES,
        "llama4": _LOCAL_EYES,
        "llava": _LOCAL_EYES,
        "minicpm-v": _LOCAL_EYES,
        "pixtral": _LOCAL_EYES,
        "qwen2.5-vl": _LOCAL_EYES,
        "qwen2.5vl": _LOCAL_EYES,
        "qwen3-vl": _LOCAL_EYES,
        "Systran/faster-whisper": _TRANSCRIBER,
        "distil-whisper": _TRANSCRIBER,
        "openai/whisper": _TRANSCRIBER,
        "whisper": _TRANSCRIBER,
    },
    "offline": {"": NOTHING},
}


def senses_of(provider: str, model: str) -> Senses:
    rows = TABLE[provider]
    row = rows[max((prefix for prefix in rows if model.startswith(prefix)), key=len)]
    return replace(row, transcriber=model) if row.transcriber == ITSELF else row


def deaf_error(provider: str) -> ProviderError:
    return ProviderError(f"{provider} does not write recordings down", permanent=True, code="no_transcriber")
