"""`manage.py secrets_reseal`: after a new key was put in front of FIELD_ENCRYPTION_KEYS."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from config.management.examples import CommandWithExamples
from tenants.resealing import reseal_all


class Command(CommandWithExamples):
    help = "Seals every stored secret with the first of FIELD_ENCRYPTION_KEYS. Then the others can be taken away."
    examples = """
example:
  1. put a new key in front: FIELD_ENCRYPTION_KEYS=new,old     and restart every process
  2. manage.py secrets_reseal
  3. take the old key away:  FIELD_ENCRYPTION_KEYS=new         and restart again
"""

    def handle(self, **_options: Any) -> None:
        try:
            done = reseal_all()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        for column, count in done.items():
            self.stdout.write(f"{count:>6}  {column}")
        self.stdout.write(f"{sum(done.values())} secrets are sealed with the newest key.")
