"""People and their places. Give a shop from tenants.testing as `tenant`."""

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

from tenants.models import Membership, Role


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence("user{}".format)
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    password = factory.django.Password("a long secret")


class MembershipFactory(DjangoModelFactory):
    """Staff of a shop: call it in the shop's scope."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.AGENT
