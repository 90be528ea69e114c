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
