"""The log: one JSON object a line, without the values of variables and without full numbers."""

from __future__ import annotations

import re
import sys
from typing import Any

import structlog

NUMBER = re.compile(r"\+?\d(?:[ -]?\d){8,}")


def _masked(text: str) -> str:
    def mask(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        return f"{digits[:3]}****{digits[-2:]}"

    return NUMBER.sub(mask, text)


def scrub(_logger: Any, _name: str, entry: Any) -> Any:
    """Mask whatever looks like a telephone or account number, in traces too."""
    return {
        key: _masked(value) if isinstance(value, str) and key != "timestamp" else value for key, value in entry.items()
    }


def set_up() -> None:
    """Log to standard error. structlog's own traces would show every local variable."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=30)
            ),
            _flat,
            scrub,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def _flat(_logger: Any, _name: str, entry: Any) -> Any:
    """Write a trace as short lines: where, and what."""
    trace = entry.pop("exception", None)
    if isinstance(trace, list):
        entry["trace"] = " | ".join(
            f"{part['exc_type']}: {part['exc_value']} at {_way(part['frames'])}" for part in trace
        )
    return entry


def _way(frames: list[dict[str, Any]]) -> str:
    """Give the way to the fault, its end first; of foreign packages only the last frame."""
    own = [f for f in frames[:-1] if "site-packages" not in f["filename"]] + frames[-1:]
    return " < ".join(f"{f['filename'].rpartition('/')[2]}:{f['lineno']}" for f in own[::-1][:10])
