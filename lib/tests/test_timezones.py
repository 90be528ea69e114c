from zoneinfo import available_timezones

from lib.timezones import time_zones


def test_every_zone_of_this_machine_is_there_once_and_in_order():
    assert list(time_zones()) == sorted(available_timezones())
    assert time_zones() is time_zones()
