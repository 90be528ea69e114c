"""Connected accounts."""

from django.urls import path

import channels.connecting.panel
import channels.panel

urlpatterns = [
    path("conversations/<uuid:public_id>/window", channels.panel.reply_window, name="window"),
    path("channels/", channels.panel.channel_list, name="channels"),
    path("channels/connect/", channels.connecting.panel.choose, name="channel_choose"),
    path("channels/connect/<slug:key>/", channels.connecting.panel.connect, name="channel_connect"),
    path("channels/<uuid:public_id>/", channels.connecting.panel.connected, name="channel"),
    path("channels/<uuid:public_id>/switch", channels.connecting.panel.switch, name="channel_switch"),
    path("channels/<uuid:public_id>/disconnect", channels.connecting.panel.disconnect, name="channel_disconnect"),
    path("channels/<uuid:public_id>/test", channels.connecting.panel.test, name="channel_test"),
    path("channels/<uuid:public_id>/check", channels.panel.check, name="channel_check"),
    path("channels/<uuid:public_id>/sites", channels.panel.sites, name="channel_sites"),
    path("channels/<uuid:public_id>/template", channels.panel.template, name="channel_template"),
    path("channels/<uuid:public_id>/templates", channels.panel.read_templates, name="channel_templates"),
]
