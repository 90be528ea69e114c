"""Our own YAML files."""

from pathlib import Path
from typing import Any

import yaml

try:
    # In C, ten times as fast: the shipped scenarios and catalogues are read at many a start.
    from yaml import CSafeLoader as Loader
except ImportError:
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


def read_yaml(path: Path) -> Any:
    """What the file says, without objects of ours. Raises OSError and yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
