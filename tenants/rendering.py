"""How answers of the API are written. REST framework reads this while its views are being imported: import none."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class AnyTextRenderer(JSONRenderer):
    """JSON in UTF-8. Half of a letter, which an error may repeat from a request, has no UTF-8: it stays an escape."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return super().render(data, accepted_media_type, renderer_context)
        except UnicodeEncodeError:
            self.ensure_ascii = True  # type: ignore[misc]  # declared for the class, read from the instance
            return super().render(data, accepted_media_type, renderer_context)
