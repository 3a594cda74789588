import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** How often the delay of the event loop is looked at; the library's ten milliseconds were half of what an idle server did. */
const LAG_LOOK_MS = 100;

/** The process's metrics, served at `/metrics`. Ids never become labels. */
export class Metrics {
  readonly registry = new Registry();
  readonly httpSeconds = new Histogram({
    name: 'orch_http_request_seconds',
    help: 'Seconds from request to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers: [this.registry],
  });
  readonly eventsIngested = new Counter({
    name: 'orch_events_ingest_total',
    help: 'Events written',
    registers: [this.registry],
  });
  readonly logsIngested = new Counter({
    name: 'orch_logs_ingest_total',
    help: 'Log lines written',
    registers: [this.registry],
  });

  /** Starts the process metrics (event loop, memory). */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LAG_LOOK_MS });
  }
}
