"""All rules, in the order in which they are tried. A rule looks at the whole document and tells what it found."""

from collections.abc import Callable

from engine.bpmn.check import (
    activities,
    artifacts,
    catchers,
    collaboration,
    compensation,
    conditions,
    data,
    event_gateways,
    events,
    flows,
    gateways,
    identity,
    lanes,
    links,
    reach,
    references,
    searchable,
    soundness,
)
from engine.bpmn.document import Document
from engine.bpmn.findings import Findings

Rule = Callable[[Document, Findings], None]

RULES: tuple[Rule, ...] = (
    identity.ids_are_present,
    identity.ids_are_unique,
    references.references_hold,
    references.shapes_show_something,
    flows.ends_are_named,
    flows.borders_are_kept,
    flows.ends_may_be_connected,
    flows.lists_agree,
    flows.flows_are_immediate,
    conditions.conditions_are_decided,
    conditions.defaults_belong,
    conditions.choices_are_complete,
    conditions.expressions_are_formal,
    conditions.paths_have_bodies,
    events.triggers_are_allowed,
    events.event_sub_processes_begin,
    events.event_sub_processes_begin_once,
    events.definitions_may_be_shared,
    events.events_are_connected,
    events.payloads_are_described,
    links.links_lead_somewhere,
    links.links_replace_flows,
    catchers.catchers_differ,
    lanes.nodes_stand_in_one_lane,
    lanes.lanes_hold_their_own,
    gateways.directions_hold,
    gateways.gateways_split_or_join,
    event_gateways.targets_catch,
    event_gateways.receivers_are_of_one_kind,
    activities.hosts_are_activities,
    activities.called_processes_can_start,
    reach.levels_begin_and_end,
    reach.everything_is_reached,
    soundness.joins_can_complete,
    soundness.loops_come_to_rest,
    compensation.handlers_are_associated,
    compensation.activities_have_one_handler,
    compensation.handlers_are_used,
    compensation.references_are_in_scope,
    compensation.catchers_name_nothing,
    compensation.event_sub_processes_are_reached,
    compensation.transactions_can_be_left,
    collaboration.message_flows_join_pools,
    collaboration.message_flows_fit_events,
    collaboration.message_flows_fit_tasks,
    collaboration.multiplicities_hold,
    data.sets_hold_all_data,
    data.sets_agree,
    data.sub_processes_have_no_data,
    data.payloads_fit,
    data.tasks_fit_their_messages,
    data.messages_fit_their_operations,
    data.calls_fit_what_they_call,
    data.associations_keep_types,
    data.associations_enter_and_leave,
    data.loops_fit_their_items,
    artifacts.texts_have_a_format,
    artifacts.collections_agree,
    artifacts.references_are_named_after_their_object,
    searchable.variables_have_one_type,
)


def check(document: Document, findings: Findings) -> None:
    """Well-formedness by the standard; what is sound but not executed is `engine.bpmn.supported`."""
    for rule in RULES:
        rule(document, findings)
