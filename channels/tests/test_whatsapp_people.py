import pytest

from channels.whatsapp.payloads import Contact, Profile
from channels.whatsapp.people import Person, bare, find_person

NOA = Contact(wa_id="972541234567", user_id="IL.1", profile=Profile(name="Noa"))
DAN = Contact(wa_id="972520000000", user_id="IL.2", profile=Profile(name="Dan"))


def person(number="", user_id="", *contacts, is_alone=False):
    return find_person(number, user_id, contacts=contacts, is_alone=is_alone)


def test_the_user_id_goes_before_the_number():
    assert person("972541234567", "IL.1", NOA) == Person("IL.1", ("972541234567",), "Noa", "+972541234567")


@pytest.mark.parametrize("contacts", [(NOA, DAN), (DAN, NOA)])
def test_contacts_are_found_by_name_in_any_order(contacts):
    assert person("972541234567", "", *contacts).sender_id == "IL.1"
    assert person("", "IL.2", *contacts).name == "Dan"


def test_the_only_contact_counts_only_when_nobody_else_writes():
    assert person("972549999999", "", NOA, is_alone=True).sender_id == "IL.1"
    assert person("972549999999", "", NOA) == Person("972549999999", (), "", "+972549999999")


def test_a_contact_with_another_user_id_is_somebody_else():
    assert person("", "IL.3", NOA, is_alone=True) == Person("IL.3")
    # A number that has a new owner.
    assert person("972541234567", "IL.3", NOA) == Person("IL.3", ("972541234567",), "", "+972541234567")


def test_a_user_id_in_place_of_the_number_is_no_phone_number():
    assert person("IL.3") == Person("IL.3")


def test_a_number_has_one_spelling():
    assert person("+972541234567", "", NOA).aliases == ("972541234567",)
    assert [bare(name) for name in ("+1", "1", "IL.1", "+", "")] == ["1", "1", "IL.1", "+", ""]


def test_nobody_is_nobody():
    assert person() is None
    assert person("", "", NOA) is None


def test_a_username_is_better_than_no_name():
    assert person("", "IL.5", Contact(user_id="IL.5", profile=Profile(username="dan.codes"))).name == "dan.codes"
