"""How the admin looks: django-unfold in the panel's colours."""

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
    # The panel's own (static/css/salesdesk.css): surfaces with a little green, and its primary colour.
    "COLORS": {
        "base": {
            "50": "#f5f7f6", "100": "#edf2ef", "200": "#dde5e1", "300": "#c3cec8", "400": "#9fb2aa", "500": "#5d7068",
            "600": "#50625a", "700": "#2a3733", "800": "#1b2522", "900": "#141c19", "950": "#0c1210",
        },
        "primary": {
            "50": "#ecfdf5", "100": "#d1fae5", "200": "#a7f3d0", "300": "#6ee7b7", "400": "#34d399",
            "500": "#10b981", "600": "#059669", "700": "#047857", "800": "#065f46", "900": "#064e3b",
            "950": "#022c22",
        }
    },
}  # fmt: skip
