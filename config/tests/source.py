"""The source files of this house, for tests that read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("tenants", "catalog", "conversations", "billing", "orders", "channels", "agent")
PACKAGES = ("config", *APPS, "lib")


def python_files(*packages: str) -> list[Path]:
    """Every Python file of the packages (all of them without arguments), relative to the checkout, sorted."""
    found = (path for package in packages or PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(path.relative_to(ROOT) for path in found)


def production_files() -> list[Path]:
    """Without tests and migrations."""
    return [path for path in python_files() if not {"tests", "migrations", "testing"} & set(path.parts)]


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
