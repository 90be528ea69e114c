"""What can go wrong with the embedded servers, in words an operator can act on."""


class EmbeddedError(Exception):
    """The embedded servers cannot run here; the message says why and what to do."""


class AlreadyRunning(EmbeddedError):
    """Another process holds this state folder."""
