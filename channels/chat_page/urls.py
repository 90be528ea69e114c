from django.urls import path

from channels.chat_page import views, widget

urlpatterns = [
    path("chat/<slug:slug>", views.page, name="webchat"),
    path("chat/<slug:slug>/messages", views.messages, name="webchat-messages"),
    path("widget/<slug:slug>", widget.hello, name="widget"),
    path("widget/<slug:slug>/session", widget.session, name="widget-session"),
    path("widget/<slug:slug>/messages", widget.messages, name="widget-messages"),
]
