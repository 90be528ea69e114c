"""Conversations and the people in them."""

from django.urls import path

import conversations.canned_panel
import conversations.handling_panel
import conversations.lead_panel
import conversations.panel
import conversations.people.panel
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
    path("conversations/<uuid:public_id>/assigned", conversations.handling_panel.assigned, name="assigned"),
    path("conversations/<uuid:public_id>/assign", conversations.handling_panel.assign_to, name="assign"),
    path("conversations/<uuid:public_id>/resolve", conversations.handling_panel.resolve, name="resolve"),
    path("conversations/<uuid:public_id>/reopen", conversations.handling_panel.reopen, name="reopen"),
    path(
        "conversations/<uuid:public_id>/saved-replies",
        conversations.handling_panel.saved_replies,
        name="saved_replies",
    ),
    path("conversations/<uuid:public_id>/wishes", conversations.person_panel.wishes, name="wishes"),
    path("conversations/<uuid:public_id>/wish", conversations.person_panel.record_wish, name="wish"),
    path("conversations/<uuid:public_id>/profile", conversations.profile_panel.profile, name="profile"),
    path(
        "conversations/<uuid:public_id>/profile/correct",
        conversations.profile_panel.correct_profile,
        name="profile_correct",
    ),
    path("files/<uuid:public_id>", conversations.thread_panel.file, name="file"),
    path("saved_replies/", conversations.canned_panel.canned_list, name="canned"),
    path("saved_replies/add", conversations.canned_panel.canned_add, name="canned_add"),
    path("saved_replies/<uuid:public_id>/", conversations.canned_panel.canned_change, name="canned_reply"),
    path("saved_replies/<uuid:public_id>/delete", conversations.canned_panel.canned_delete, name="canned_delete"),
    path("customers/", conversations.people.panel.customer_list, name="customers"),
    path("customers/<uuid:public_id>/", conversations.people.panel.customer, name="customer"),
    path("customers/<uuid:public_id>/export", conversations.people.panel.export, name="customer_export"),
    path("customers/<uuid:public_id>/erase", conversations.people.panel.erase, name="customer_erase"),
    path("customers/<uuid:public_id>/person", conversations.person_panel.person, name="person"),
    path("customers/<uuid:public_id>/merge", conversations.person_panel.merge, name="merge"),
    path("customers/<uuid:public_id>/unmerge", conversations.person_panel.unmerge, name="unmerge"),
    path("conversations/<uuid:public_id>/lead", conversations.lead_panel.lead, name="lead"),
    path("conversations/<uuid:public_id>/lead/set", conversations.lead_panel.lead_set, name="lead_set"),
]
