"""Structured logs: one JSON object a line on standard error, with request ids and no personal data."""

import logging
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# Words that would carry a person's facts into the logs if somebody logged a whole form or record.
_NEVER = frozenset({"email", "name", "address", "answers", "facts", "password", "phone", "body", "payload"})


def _drop_personal(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in event.items() if key not in _NEVER}


def configure(*, level: int = logging.INFO) -> None:
    """Send structlog and the standard library's loggers through one formatter."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, _drop_personal, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Django logs the path of each refused request; paths carry references, and our own line says the route.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("httpx").setLevel(logging.WARNING)
