"""Figures for monitoring, in Prometheus' format, on a port of their own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from console.actions.steps.security_events import counted
from console.settings import Settings


class Figures:
    """Reads the figures when they are asked for; nothing is counted twice, and no customer or person is named."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self.parts = parts

    def collect(self) -> Iterator[Metric]:
        """Return every figure of this process."""
        guard, worker, relay = self.parts["guard"], self.parts["worker"], self.parts["relay"]
        screens, presence = self.parts["screens"], self.parts["presence"]
        seats = GaugeMetricFamily("console_sockets", "Open sockets of signed-in people", labels=["namespace"])
        open_seats: dict[str, int] = {}
        for seat in presence.seats():
            open_seats[seat.namespace] = open_seats.get(seat.namespace, 0) + 1
        for namespace, count in sorted(open_seats.items()):
            seats.add_metric([namespace], count)
        yield seats
        for name, words, count in (
            ("console_sockets_refused", "Connections for sockets that were refused", guard.refused),
            ("console_sockets_cut", "Connections for sockets that were closed for a fault", guard.cut),
            ("console_render_failures", "Panels that could not be drawn", screens.failures),
            ("console_relay_refused", "Messages of other processes that were refused", relay.refused if relay else 0),
        ):
            yield CounterMetricFamily(name, words, value=count)
        events = CounterMetricFamily("console_security_events", "Security events by name", labels=["event"])
        for event, count in sorted(counted.items()):
            events.add_metric([event], count)
        yield events
        silent = time.monotonic() - worker.ticked_at if worker.ticked_at else 0.0
        yield GaugeMetricFamily("console_worker_silent_seconds", "Seconds since the worker's last round", value=silent)
        connected = 1 if relay is None or relay.up else 0
        yield GaugeMetricFamily("console_redis_connected", "1 while Redis answers, or none is used", value=connected)


def start_metrics(parts: dict[str, Any], settings: Settings) -> None:
    """Serve the figures on ``CONSOLE_METRICS_PORT`` of this machine; without one there are none."""
    if not settings.metrics_port:
        return
    registry = CollectorRegistry()
    registry.register(Figures(parts))
    start_http_server(settings.metrics_port, settings.metrics_host, registry)
