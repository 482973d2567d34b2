"""The log: one JSON object a line, without values of variables and without full telephone or account numbers."""

from __future__ import annotations

import logging
import re
import sys
import threading
from typing import Any, TextIO, cast

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


class JsonLines(logging.Handler):
    """Hands what libraries log by Python's own logging to the one log, as JSON like every other line."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record. Its message may hold anything, so it is cut and masked like the rest."""
        level = "error" if record.levelno >= logging.ERROR else "warning"
        trace = {"exc_info": record.exc_info} if record.exc_info else {}
        getattr(structlog.get_logger(), level)("library", logger=record.name, said=record.getMessage()[:500], **trace)


class ServerLines:
    """A file for a server that writes plain lines: each becomes one line of the log."""

    def write(self, text: str) -> int:
        """Write what is no empty line."""
        for line in text.splitlines():
            if line.strip():
                structlog.get_logger().warning("server", said=line[:500])
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


def uncaught(kind: type[BaseException], error: BaseException, _trace: Any) -> None:
    """Log what nobody caught, as JSON."""
    if not issubclass(kind, (KeyboardInterrupt, SystemExit)):
        structlog.get_logger().error("uncaught", exc_info=error)


def server_lines() -> None:
    """Let everything that a serving process says go through the one log: libraries, warnings, what nobody caught."""
    root = logging.getLogger()
    if not any(isinstance(handler, JsonLines) for handler in root.handlers):
        root.addHandler(JsonLines(logging.WARNING))
    logging.captureWarnings(True)
    sys.excepthook = uncaught
    threading.excepthook = lambda args: uncaught(args.exc_type, args.exc_value or args.exc_type(), None)


class PresentStderr:
    """Standard error as it is when a line is written: a file that was put in its place and closed is not kept."""

    def write(self, text: str) -> int:
        """Write to standard error."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Flush standard error."""
        sys.stderr.flush()


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
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, PresentStderr())),
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
