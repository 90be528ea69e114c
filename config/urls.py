"""The composition root of all addresses."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from agent.playbooks.pictures import testimonial
from config.api_docs import ApiSchemaView, api_docs
from config.health import healthz, readyz
from config.metrics.page import metrics
from config.pages import favicon, robots
from tenants.api import no_such_address
from tenants.looks.pages import logo, look
from tenants.people.login_panel import admin_login

handler500 = "config.pages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics),
    path("admin/login/", admin_login),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("robots.txt", robots),
    path("favicon.ico", favicon),
    path("api/v1/", include("orders.urls")),
    path("api/v1/", include("catalog.api_urls")),
    path("api/schema", ApiSchemaView.as_view(), name="api-schema"),
    path("api/docs", api_docs, name="api-docs"),
    path("api/<path:anything>", no_such_address),
    path("looks/<slug:edition>/<str:colour>.css", look, name="look"),
    path("logos/<uuid:public_id>", logo, name="logo"),
    path("testimonials/<uuid:public_id>", testimonial, name="testimonial"),
    path("panel/", include("config.panel_urls")),
    # Before the channels' door, whose pattern fits this address, too.
    path("", include("catalog.urls")),
    path("", include("orders.payments.urls")),
    path("", include("channels.urls")),
    path("", include("channels.chat_page.urls")),
    path("", include("orders.confirmation.urls")),
    path("", include("orders.tracking.urls")),
]
