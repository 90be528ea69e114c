"""From the colour that a shop chose to colours that can be read, on light and on dark pages. Pure.

Contrast is WCAG 2's: 4.5 for text. The hue stays; the lightness moves as far as it must.
"""

import colorsys
from dataclasses import dataclass

READABLE = 4.5
# The grounds of static/css/salesdesk.css on which the colour stands as text.
LIGHT_GROUNDS = ("#ffffff", "#f5f7f6", "#edf2ef")
DARK_GROUNDS = ("#0c1210", "#141c19", "#1b2522")
USUAL_ACCENT = "#047857"
_STEPS = 200


@dataclass(frozen=True)
class Shades:
    """Of one theme, each as #rrggbb: the colour, a stronger one, a soft ground, and what is written on the colour."""

    primary: str
    strong: str
    soft: str
    on_primary: str


@dataclass(frozen=True)
class Palette:
    chosen: str
    light: Shades
    dark: Shades

    @property
    def moved(self) -> list[str]:
        """On which pages ("light", "dark") the chosen colour itself could not be read."""
        return [name for name in ("light", "dark") if getattr(self, name).primary != self.chosen]


def palette(accent: str) -> Palette:
    """`accent` is #rrggbb."""
    light_soft, dark_soft = _mix(accent, "#ffffff", 0.88), _mix(accent, "#0c1210", 0.82)
    light = _readable(accent, (*LIGHT_GROUNDS, light_soft), darker=True)
    dark = _readable(accent, (*DARK_GROUNDS, dark_soft), darker=False)
    return Palette(
        chosen=accent,
        light=Shades(light, _mix(light, "#000000", 0.22), light_soft, _on(light)),
        dark=Shades(dark, _mix(dark, "#ffffff", 0.25), dark_soft, _on(dark)),
    )


def contrast(first: str, second: str) -> float:
    """WCAG's ratio, from 1 to 21."""
    brighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def stylesheet(accent: str) -> str:
    """What takes the place of the usual colours of salesdesk.css."""
    light, dark = palette(accent).light, palette(accent).dark
    pairs = {
        "primary": (light.primary, dark.primary), "primary-strong": (light.strong, dark.strong),
        "primary-soft": (light.soft, dark.soft), "on-primary": (light.on_primary, dark.on_primary),
    }  # fmt: skip
    lines = (f"  --{name}: light-dark({bright}, {dim});" for name, (bright, dim) in pairs.items())
    return ":root {\n" + "\n".join(lines) + "\n}\n"


def _readable(colour: str, grounds: tuple[str, ...], *, darker: bool) -> str:
    """The nearest colour of the same hue that can be read on all `grounds`."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    for step in range(_STEPS + 1):
        moved = lightness * (1 - step / _STEPS) if darker else lightness + (1 - lightness) * step / _STEPS
        found = _hex(colorsys.hls_to_rgb(hue, moved, saturation)) if step else colour
        if all(contrast(found, ground) >= READABLE for ground in grounds):
            return found
    return "#000000" if darker else "#ffffff"


def _on(colour: str) -> str:
    return "#ffffff" if contrast("#ffffff", colour) >= contrast("#08110d", colour) else "#08110d"


def _mix(first: str, second: str, share: float) -> str:
    """`share` of the second colour."""
    pairs = zip(_parts(first), _parts(second), strict=True)
    red, green, blue = (one * (1 - share) + other * share for one, other in pairs)
    return _hex((red, green, blue))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
