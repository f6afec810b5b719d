"""All routes of `/api/v1`, by what they are about."""

from webui.rest.own import definitions, instances, messages, operations, oversight, tasks

ROUTES = (
    *instances.ROUTES,
    *operations.ROUTES,
    *tasks.ROUTES,
    *messages.ROUTES,
    *definitions.ROUTES,
    *oversight.ROUTES,
)
