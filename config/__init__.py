import gc

# Before anything else: what is loaded at the start stays for ever, and looking through it again and again for garbage
# is a tenth of the start and a tenth of a turn.
gc.set_threshold(20_000, 20, 50)

from config.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
