"""One Chromium for all tests of a process: starting one costs more than most tests do in it.

Each test gets a window of its own, without cookies or anything else of the one before.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="no Chromium here: apt-get install chromium, or set CHROMIUM"
)
WITH_CHROMIUM = [pytest.mark.browser, needs_chromium]


class SharedChromium:
    """Started when a test needs it; `clean_up` is called after each, where its event loop still runs."""

    def __init__(self, *, clean_up: Callable[[], object]) -> None:
        self._clean_up = clean_up
        self._stack = ExitStack()
        self._playwright: Playwright | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._browser: Browser | None = None

    @contextmanager
    def drive(self) -> Iterator[Playwright]:
        """What starts browsers. Its event loop runs in this thread, but nobody else meets it there."""
        before = asyncio._get_running_loop()
        if self._playwright is None:
            self._playwright = self._stack.enter_context(sync_playwright())
            self._loop = asyncio._get_running_loop()
        asyncio._set_running_loop(self._loop)
        try:
            # The test itself is still synchronous, whatever Django sees.
            with patch.dict(os.environ, {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}):
                yield self._playwright
        finally:
            asyncio._set_running_loop(before)

    @contextmanager
    def lend(self) -> Iterator[Browser]:
        """The browser. Its pages leave before the site does."""
        with self.drive() as playwright:
            if self._browser is None or not self._browser.is_connected():
                self._browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            try:
                yield self._browser
            finally:
                for context in self._browser.contexts:
                    context.close()
                self._clean_up()

    def stop(self) -> None:
        if self._playwright is not None:
            with self.drive():
                self._stack.close()
