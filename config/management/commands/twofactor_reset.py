"""`manage.py twofactor_reset`: for somebody who lost both the phone and the backup codes."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from config.management.examples import CommandWithExamples
from tenants.people.second_factor import reset_second_factor


class Command(CommandWithExamples):
    help = "Takes away a person's second factor and ends their sessions: the password alone opens again."
    examples = """
example:
  manage.py twofactor_reset dana
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the name with which the person signs in")

    def handle(self, *, user: str, **_options: Any) -> None:
        person = User.objects.filter(username=user).first()
        if person is None:
            raise CommandError(f"There is no account {user!r}.")
        if not reset_second_factor(person, actor="twofactor_reset"):
            raise CommandError(f"{user} has no second factor.")
        self.stdout.write(f"The second factor of {user} is reset; all sessions of {user} are over.")
