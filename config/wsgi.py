import gc
import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_django = get_wsgi_application()
# The first visitor would wait for the pages to be loaded; and what is there before the server divides itself into
# processes is in the memory once.
get_resolver().url_patterns  # noqa: B018
gc.freeze()
_CHARSET = re.compile(r";\s*charset\s*=\s*[^;]*", re.IGNORECASE)


def application(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
    """Everything is UTF-8, whatever a request says of itself.

    Django decodes addresses and forms by the charset of the request. Among Python's are some that fail over nothing
    (punycode), and some in which a text can hide what no check would see (utf-7, unicode_escape).
    """
    environ["CONTENT_TYPE"] = _CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)
