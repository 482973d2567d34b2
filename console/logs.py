"""The log: one JSON object a line, without values of variables and without full telephone or account numbers."""

from __future__ import annotations

import re
import sys
from typing import Any

import structlog

# nine or more digits, with single spaces or hyphens between them
NUMBER = re.compile(r"\+?\d(?:[ -]?\d){8,}")


def _masked(text: str) -> str:
    def mask(number: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", number.group())
        return f"{digits[:3]}****{digits[-2:]}"

    return NUMBER.sub(mask, text)


def scrub(_logger: Any, _name: str, entry: Any) -> Any:
    """Return the entry with everything masked that looks like a telephone or account number, in traces too."""
    return {
        key: _masked(value) if isinstance(value, str) and key != "timestamp" else value for key, value in entry.items()
    }


def set_up() -> None:
    """Log to standard error, with traces of our own: structlog's would show every local variable."""
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
    """Return the entry with its trace as one short text: what was raised, and where."""
    trace = entry.pop("exception", None)
    if isinstance(trace, list):
        entry["trace"] = " | ".join(
            f"{part['exc_type']}: {part['exc_value']} at {_frames(part['frames'])}" for part in trace
        )
    return entry


def _frames(frames: list[dict[str, Any]]) -> str:
    """Return the frames that led to the error, the last one first; of other packages only the last one."""
    own = [f for f in frames[:-1] if "site-packages" not in f["filename"]] + frames[-1:]
    return " < ".join(f"{f['filename'].rpartition('/')[2]}:{f['lineno']}" for f in own[::-1][:10])
