"""How the admin looks: django-unfold in the panel's colours (static/css/admin.css)."""

from django.templatetags.static import static

UNFOLD = {
    "SITE_TITLE": "Salesdesk",
    "SITE_HEADER": "Salesdesk",
    "SITE_SYMBOL": "storefront",
    "SITE_URL": "/panel/",
    "SHOW_HISTORY": True,
    "SHOW_LANGUAGES": True,
    "STYLES": [lambda request: static("css/admin.css")],
    "DASHBOARD_CALLBACK": "config.admin_overview.add_cards",
    "SIDEBAR": {"show_search": True, "navigation": "config.admin_navigation.list_groups"},
}
