"""The admin's site: django-unfold's, without the work that no page of ours shows, and without styles in its pages."""

from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from unfold import fields
from unfold.sites import UnfoldAdminSite

from config.admin_json import show_json


class SalesdeskAdminSite(UnfoldAdminSite):
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Made when a page shows it: every page is given it, and our side (config/admin_navigation.py) needs none."""
        return SimpleLazyObject(lambda: super(SalesdeskAdminSite, self).get_app_list(request, app_label))


class SalesdeskAdminConfig(AdminConfig):
    default_site = "config.admin_pages.SalesdeskAdminSite"

    def ready(self) -> None:
        super().ready()
        fields.prettify_json = show_json
