"""Conversations and the people in them."""

from django.urls import path

import conversations.panel
import conversations.people.panel
import conversations.thread.canned_panel
import conversations.thread.handling_panel
import conversations.thread.lead_panel
import conversations.thread.panel
import conversations.thread.person_panel
import conversations.thread.profile_panel

urlpatterns = [
    path("conversations/", conversations.panel.conversation_list, name="conversations"),
    path("conversations/waiting", conversations.panel.waiting, name="waiting"),
    path("conversations/<uuid:public_id>/", conversations.thread.panel.thread, name="conversation"),
    path("conversations/<uuid:public_id>/owner", conversations.thread.panel.owner, name="owner"),
    path("conversations/<uuid:public_id>/take", conversations.thread.panel.take, name="take_over"),
    path("conversations/<uuid:public_id>/give-back", conversations.thread.panel.give_back, name="hand_back"),
    path("conversations/<uuid:public_id>/reply", conversations.thread.panel.reply, name="reply"),
    path("conversations/<uuid:public_id>/assigned", conversations.thread.handling_panel.assigned, name="assigned"),
    path("conversations/<uuid:public_id>/assign", conversations.thread.handling_panel.assign_to, name="assign"),
    path("conversations/<uuid:public_id>/resolve", conversations.thread.handling_panel.resolve, name="resolve"),
    path("conversations/<uuid:public_id>/reopen", conversations.thread.handling_panel.reopen, name="reopen"),
    path(
        "conversations/<uuid:public_id>/saved-replies",
        conversations.thread.handling_panel.saved_replies,
        name="saved_replies",
    ),
    path("conversations/<uuid:public_id>/wishes", conversations.thread.person_panel.wishes, name="wishes"),
    path("conversations/<uuid:public_id>/wish", conversations.thread.person_panel.record_wish, name="wish"),
    path("conversations/<uuid:public_id>/profile", conversations.thread.profile_panel.profile, name="profile"),
    path(
        "conversations/<uuid:public_id>/profile/correct",
        conversations.thread.profile_panel.correct_profile,
        name="profile_correct",
    ),
    path("files/<uuid:public_id>", conversations.thread.panel.file, name="file"),
    path("saved_replies/", conversations.thread.canned_panel.canned_list, name="canned"),
    path("saved_replies/add", conversations.thread.canned_panel.canned_add, name="canned_add"),
    path("saved_replies/<uuid:public_id>/", conversations.thread.canned_panel.canned_change, name="canned_reply"),
    path(
        "saved_replies/<uuid:public_id>/delete",
        conversations.thread.canned_panel.canned_delete,
        name="canned_delete",
    ),
    path("customers/", conversations.people.panel.customer_list, name="customers"),
    path("customers/<uuid:public_id>/", conversations.people.panel.customer, name="customer"),
    path("customers/<uuid:public_id>/export", conversations.people.panel.export, name="customer_export"),
    path("customers/<uuid:public_id>/erase", conversations.people.panel.erase, name="customer_erase"),
    path("customers/<uuid:public_id>/person", conversations.thread.person_panel.person, name="person"),
    path("customers/<uuid:public_id>/merge", conversations.thread.person_panel.merge, name="merge"),
    path("customers/<uuid:public_id>/unmerge", conversations.thread.person_panel.unmerge, name="unmerge"),
    path("conversations/<uuid:public_id>/lead", conversations.thread.lead_panel.lead, name="lead"),
    path("conversations/<uuid:public_id>/lead/set", conversations.thread.lead_panel.lead_set, name="lead_set"),
]
