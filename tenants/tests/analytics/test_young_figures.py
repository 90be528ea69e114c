import sys
from types import ModuleType

from tenants.analytics.young_figures import at_most_a_minute_old
from tenants.scoping import tenant_scope


def test_figures_are_added_up_once_a_minute_for_each_shop_and_question(shop, other_shop, settings):
    settings.FIGURES_SECONDS = 60
    counted = []

    def ask(tenant, day):
        with tenant_scope(tenant):
            return at_most_a_minute_old("sales", day, count=lambda: counted.append((tenant, day)) or len(counted))

    assert [ask(shop, 1), ask(shop, 1), ask(shop, 2), ask(other_shop, 1), ask(shop, 1)] == [1, 1, 2, 3, 1]
    settings.FIGURES_SECONDS = 0
    assert [ask(shop, 1), ask(shop, 1)] == [4, 5]


def test_what_another_release_has_counted_is_counted_again(settings, monkeypatch, shop):
    settings.FIGURES_SECONDS = 60
    moved = ModuleType("tenants.where_it_stood")
    moved.Sum = type("Sum", (), {"__module__": moved.__name__})
    with tenant_scope(shop):
        with monkeypatch.context() as before:
            before.setitem(sys.modules, moved.__name__, moved)
            assert isinstance(at_most_a_minute_old("moved", count=moved.Sum), moved.Sum)
        assert at_most_a_minute_old("moved", count=lambda: 7) == 7
