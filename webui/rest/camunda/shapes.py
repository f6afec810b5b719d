"""What Camunda 7 sends and gets where external tasks are concerned."""

from typing import Any

import msgspec

from webui.rest.camunda.values import TypedValue


class Shape(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Names as Camunda writes them; an unknown one is refused, as there."""


class FetchTopic(Shape, frozen=True, kw_only=True):
    """`lockDuration` in milliseconds; `variables`: null for all."""

    topic_name: str
    lock_duration: int
    variables: list[str] | None = None
    local_variables: bool = False
    business_key: str | None = None
    process_definition_id: str | None = None
    process_definition_id_in: list[str] | None = None
    process_definition_key: str | None = None
    process_definition_key_in: list[str] | None = None
    process_definition_version_tag: str | None = None
    process_variables: dict[str, Any] | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool = False
    deserialize_values: bool = False
    include_extension_properties: bool = False


class FetchAndLock(Shape, frozen=True, kw_only=True):
    """`asyncResponseTimeout` in milliseconds: how long to wait for a task. The highest priority always goes first."""

    worker_id: str
    max_tasks: int
    use_priority: bool = True
    async_response_timeout: int | None = None
    sorting: list[dict[str, str]] | None = None
    topics: list[FetchTopic] = []


class ExternalTask(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`retries`: tries left, as the diagram says at first."""

    id: str
    activity_id: str
    activity_instance_id: str
    execution_id: str
    process_instance_id: str
    process_definition_id: str
    process_definition_key: str
    process_definition_version_tag: str | None = None
    tenant_id: str | None = None
    business_key: str | None = None
    topic_name: str
    worker_id: str | None = None
    lock_expiration_time: str | None = None
    create_time: str | None = None
    retries: int
    priority: int
    suspended: bool = False
    error_message: str | None = None


class LockedExternalTask(ExternalTask, frozen=True, kw_only=True, rename="camel"):
    error_details: str | None = None
    variables: dict[str, TypedValue] = {}
    extension_properties: dict[str, str] | None = None


class Completion(Shape, frozen=True, kw_only=True):
    worker_id: str
    variables: dict[str, TypedValue] = {}
    local_variables: dict[str, TypedValue] = {}


class Failure(Shape, frozen=True, kw_only=True):
    """`retryTimeout` in milliseconds; `retries` 0 is an incident, null: one less than before."""

    worker_id: str
    error_message: str | None = None
    error_details: str | None = None
    retries: int | None = None
    retry_timeout: int | None = None
    variables: dict[str, TypedValue] = {}
    local_variables: dict[str, TypedValue] = {}


class BpmnError(Shape, frozen=True, kw_only=True):
    worker_id: str
    error_code: str
    error_message: str | None = None
    variables: dict[str, TypedValue] = {}


class LockExtension(Shape, frozen=True, kw_only=True):
    """`newDuration` in milliseconds, from now on."""

    worker_id: str
    new_duration: int


class Retries(Shape, frozen=True, kw_only=True):
    retries: int


class Priority(Shape, frozen=True, kw_only=True):
    priority: int


class Count(msgspec.Struct, frozen=True, kw_only=True):
    count: int


class Asked(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a list is about. Times as `2013-01-23T14:42:45.000+0200`; `sortOrder`: asc, desc."""

    external_task_id: str | None = None
    topic_name: str | None = None
    worker_id: str | None = None
    locked: bool = False
    not_locked: bool = False
    with_retries_left: bool = False
    no_retries_left: bool = False
    lock_expiration_after: str | None = None
    lock_expiration_before: str | None = None
    activity_id: str | None = None
    process_instance_id: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    active: bool = False
    suspended: bool = False
    priority_higher_than_or_equals: int | None = None
    priority_lower_than_or_equals: int | None = None
    sort_by: str = "id"
    sort_order: str = "asc"
    first_result: int = 0
    max_results: int = 50
