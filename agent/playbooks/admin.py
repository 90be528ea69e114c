"""Playbooks in the admin: to be looked at; they are changed in the panel, where the rules are checked."""

from django.contrib import admin

from agent.playbooks.models import Playbook, Progress, Stage, StageChange, StagePicture
from tenants.admin_site import ReadOnlyInline, ShopFilter, TenantAdmin


class StageInline(ReadOnlyInline):
    model = Stage
    fields = ["position", "name", "goal", "enter_when", "leave_when"]
    readonly_fields = fields


@admin.register(Playbook)
class PlaybookAdmin(TenantAdmin):
    list_display = ["name", "is_active", "created_at", "tenant"]
    list_filter = [ShopFilter, "is_active"]
    list_select_related = ["tenant"]
    inlines = [StageInline]


@admin.register(Stage)
class StageAdmin(TenantAdmin):
    list_display = ["name", "playbook", "position", "tenant"]
    list_filter = [ShopFilter]
    list_select_related = ["playbook", "tenant"]


@admin.register(StagePicture)
class StagePictureAdmin(TenantAdmin):
    list_display = ["__str__", "stage", "mime_type", "created_at", "tenant"]
    list_filter = [ShopFilter]
    list_select_related = ["stage", "tenant"]


@admin.register(Progress)
class ProgressAdmin(TenantAdmin):
    list_display = ["conversation", "key", "why", "since", "need", "tenant"]
    list_filter = [ShopFilter, "key"]
    list_select_related = ["conversation__customer", "conversation__identity", "tenant"]


@admin.register(StageChange)
class StageChangeAdmin(TenantAdmin):
    list_display = ["created_at", "conversation", "from_key", "to_key", "why", "tenant"]
    list_filter = [ShopFilter, "to_key", "created_at"]
    list_select_related = ["conversation__customer", "conversation__identity", "tenant"]
