"""Connected accounts."""

from django.urls import path

import channels.panel

urlpatterns = [
    path("conversations/<uuid:public_id>/window", channels.panel.reply_window, name="window"),
    path("channels/", channels.panel.channel_list, name="channels"),
    path("channels/<uuid:public_id>/check", channels.panel.check, name="channel_check"),
    path("channels/<uuid:public_id>/sites", channels.panel.sites, name="channel_sites"),
    path("channels/<uuid:public_id>/template", channels.panel.template, name="channel_template"),
    path("channels/<uuid:public_id>/templates", channels.panel.read_templates, name="channel_templates"),
]
