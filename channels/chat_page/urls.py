from django.urls import path

from channels.chat_page import views

urlpatterns = [
    path("chat/<slug:slug>", views.page, name="webchat"),
    path("chat/<slug:slug>/messages", views.messages, name="webchat-messages"),
]
