"""Conversations and the people in them."""

from django.urls import path

import conversations.lead_panel
import conversations.panel
import conversations.person_panel
import conversations.profile_panel
import conversations.thread_panel

urlpatterns = [
    path("conversations/", conversations.panel.conversation_list, name="conversations"),
    path("conversations/waiting", conversations.panel.waiting, name="waiting"),
    path("conversations/<uuid:public_id>/", conversations.thread_panel.thread, name="conversation"),
    path("conversations/<uuid:public_id>/owner", conversations.thread_panel.owner, name="owner"),
    path("conversations/<uuid:public_id>/take", conversations.thread_panel.take, name="take_over"),
    path("conversations/<uuid:public_id>/give-back", conversations.thread_panel.give_back, name="hand_back"),
    path("conversations/<uuid:public_id>/reply", conversations.thread_panel.reply, name="reply"),
    path("conversations/<uuid:public_id>/wishes", conversations.person_panel.wishes, name="wishes"),
    path("conversations/<uuid:public_id>/wish", conversations.person_panel.record_wish, name="wish"),
    path("conversations/<uuid:public_id>/profile", conversations.profile_panel.profile, name="profile"),
    path(
        "conversations/<uuid:public_id>/profile/correct",
        conversations.profile_panel.correct_profile,
        name="profile_correct",
    ),
    path("files/<uuid:public_id>", conversations.thread_panel.file, name="file"),
    path("customers/<uuid:public_id>/", conversations.person_panel.person, name="person"),
    path("customers/<uuid:public_id>/merge", conversations.person_panel.merge, name="merge"),
    path("customers/<uuid:public_id>/unmerge", conversations.person_panel.unmerge, name="unmerge"),
    path("conversations/<uuid:public_id>/lead", conversations.lead_panel.lead, name="lead"),
    path("conversations/<uuid:public_id>/lead/set", conversations.lead_panel.lead_set, name="lead_set"),
]
