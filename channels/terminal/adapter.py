"""Talking to the agent from a terminal: `manage.py chat`."""

from channels.local import LocalAdapter


class TerminalAdapter(LocalAdapter):
    kind = "terminal"
    label = "Terminal"
