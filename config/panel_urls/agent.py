"""The agent: models, prompts, playbooks, knowledge, questions to the team, trials."""

from django.urls import path

import agent.evaluation.panel
import agent.knowledge.panel
import agent.panel
import agent.persona_panel
import agent.playbooks.funnel_panel
import agent.playbooks.panel
import agent.playbooks.picture_panel
import agent.playbooks.promotion_panel
import agent.prompts.panel
import agent.runs.trace_panel
import agent.team.panel
import agent.thinking.panel

urlpatterns = [
    path("knowledge/", agent.knowledge.panel.knowledge, name="knowledge"),
    path("knowledge/faqs", agent.knowledge.panel.faq_add, name="faq_add"),
    path("knowledge/faqs/<uuid:public_id>", agent.knowledge.panel.faq_change, name="faq"),
    path("knowledge/documents", agent.knowledge.panel.document_add, name="document_add"),
    path(
        "knowledge/documents/<uuid:public_id>",
        agent.knowledge.panel.document_delete,
        name="document_delete",
    ),
    path("questions/", agent.team.panel.question_list, name="questions"),
    path("questions/count", agent.team.panel.question_count, name="question_count"),
    path("questions/<uuid:public_id>", agent.team.panel.question_answer, name="question_answer"),
    path("agent/persona/", agent.persona_panel.persona, name="persona"),
    path("agent/persona/preview", agent.persona_panel.persona_preview, name="persona_preview"),
    path("agent/models/", agent.thinking.panel.model_list, name="models"),
    path("agent/models/add", agent.thinking.panel.model_add, name="model_add"),
    path("agent/models/<uuid:public_id>/", agent.thinking.panel.model_change, name="model_change"),
    path("agent/models/<uuid:public_id>/move", agent.thinking.panel.model_move, name="model_move"),
    path("agent/models/<uuid:public_id>/remove", agent.thinking.panel.model_remove, name="model_remove"),
    path("agent/models/<uuid:public_id>/test", agent.thinking.panel.model_test, name="model_test"),
    path("agent/prompts/", agent.prompts.panel.prompt_list, name="prompts"),
    path("agent/prompts/<slug:prompt>/", agent.prompts.panel.prompt_edit, name="prompt"),
    path("agent/prompts/<slug:prompt>/reset", agent.prompts.panel.prompt_reset, name="prompt_reset"),
    path(
        "agent/prompts/<slug:prompt>/versions/<uuid:public_id>/live",
        agent.prompts.panel.prompt_live,
        name="prompt_live",
    ),
    path("playbooks/", agent.playbooks.panel.playbook_list, name="playbooks"),
    path("playbooks/add", agent.playbooks.panel.playbook_add, name="playbook_add"),
    path("playbooks/<uuid:public_id>/", agent.playbooks.panel.playbook, name="playbook"),
    path("playbooks/<uuid:public_id>/switch", agent.playbooks.panel.playbook_switch, name="playbook_switch"),
    path("playbooks/<uuid:public_id>/delete", agent.playbooks.panel.playbook_delete, name="playbook_delete"),
    path("playbooks/<uuid:public_id>/add", agent.playbooks.panel.stage_add, name="stage_add"),
    path("playbooks/<uuid:public_id>/funnel", agent.playbooks.funnel_panel.funnel, name="funnel"),
    path("stages/<uuid:public_id>/", agent.playbooks.panel.stage, name="stage"),
    path("stages/<uuid:public_id>/move", agent.playbooks.panel.stage_move, name="stage_move"),
    path("stages/<uuid:public_id>/delete", agent.playbooks.panel.stage_delete, name="stage_delete"),
    path("stages/<uuid:public_id>/picture", agent.playbooks.picture_panel.picture_add, name="picture_add"),
    path(
        "pictures/<uuid:public_id>/remove",
        agent.playbooks.picture_panel.picture_remove,
        name="picture_remove",
    ),
    path("promotions/add", agent.playbooks.promotion_panel.promotion_add, name="promotion_add"),
    path("promotions/<uuid:public_id>/", agent.playbooks.promotion_panel.promotion, name="promotion"),
    path(
        "conversations/<uuid:public_id>/stage",
        agent.playbooks.funnel_panel.conversation_stage,
        name="conversation_stage",
    ),
    path("runs/<uuid:public_id>/", agent.runs.trace_panel.trace, name="trace"),
    path("agent/notice", agent.panel.agent_notice, name="agent_notice"),
    path("trials/", agent.evaluation.panel.trial_list, name="trials"),
    path("trials/start", agent.evaluation.panel.trial_start, name="trial_start"),
    path("trials/<uuid:public_id>/", agent.evaluation.panel.trial, name="trial"),
    path("trials/<uuid:public_id>/stop", agent.evaluation.panel.trial_stop, name="trial_stop"),
    path("scenarios/new", agent.evaluation.panel.scenario, name="scenario_new"),
    path("scenarios/<uuid:public_id>/", agent.evaluation.panel.scenario, name="scenario"),
    path("scenarios/<uuid:public_id>/delete", agent.evaluation.panel.scenario_delete, name="scenario_delete"),
    path(
        "conversations/<uuid:public_id>/scenario",
        agent.evaluation.panel.scenario_record,
        name="scenario_record",
    ),
]
