"""Settings of the API: Django REST framework and the OpenAPI document."""

import environ

_env = environ.FileAwareEnv()

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "bapas_portal.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["bapas_portal.api.permissions.HasNamedPermission"],
    "DEFAULT_PAGINATION_CLASS": "bapas_portal.api.paging.CappedCursorPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "bapas_portal.api.schema.PortalSchema",
    "DEFAULT_METADATA_CLASS": None,
    # Escapes in answers: a refused value is repeated in its error, and half a surrogate pair is no UTF-8.
    "UNICODE_JSON": False,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "bapas_portal.api.errors.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["bapas_portal.api.throttling.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": _env.str("API_RATE", default="600/min")},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Portal Bapas API",
    "DESCRIPTION": "The portal's clients, assessments, plans, offices and figures, under the caller's own rights.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATIONS": False,
    "ENUM_NAME_OVERRIDES": {
        "RatingEnum": "programs.choices_service.Rating",
        "OfficeKindEnum": "bapas_portal.accounts.choices.OfficeKind",
        "PlanStateEnum": "programs.choices.PlanState",
    },
}
