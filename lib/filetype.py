"""What a file is, by its bytes: nobody's word for it counts."""

from typing import Any

import puremagic

# What a shop may want to look at or listen to, by what its bytes are; anything that could run is not kept.
KEPT = {
    "image/jpeg": "image/jpeg", "image/png": "image/png", "image/webp": "image/webp", "image/gif": "image/gif",
    "image/heic": "image/heic", "audio/ogg": "audio/ogg", "application/ogg": "audio/ogg", "audio/mpeg": "audio/mpeg",
    "audio/mp4": "audio/mp4", "audio/aac": "audio/aac", "audio/amr": "audio/amr", "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav", "audio/wav": "audio/wav", "video/mp4": "video/mp4", "video/3gpp": "video/3gpp",
    "video/quicktime": "video/quicktime", "video/webm": "video/webm", "application/pdf": "application/pdf",
}  # fmt: skip
# One container, many formats: here the declared type decides, and people only ever download them.
OFFICE = "application/vnd.openxmlformats-officedocument."
_AMR = b"#!AMR"


def sniff(content: bytes, *, declared: str) -> str:
    """What the bytes are; an empty text for what is not kept. What somebody declares only chooses among equals."""
    if content.startswith(_AMR):
        return "audio/amr"
    declared = declared.split(";")[0].strip().lower()
    found = [match.mime_type for match in _guesses(content)]
    if declared in found and (declared in KEPT or declared.startswith(OFFICE)):
        return KEPT.get(declared, declared)
    if not found:
        return "text/plain" if declared == "text/plain" and _is_text(content) else ""
    return next((KEPT[name] for name in found if name in KEPT), "")


def _guesses(content: bytes) -> list[Any]:
    try:
        return list(puremagic.magic_string(content[:65536]))
    except (puremagic.PureError, ValueError):
        return []


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode()
    except UnicodeDecodeError:
        return False
