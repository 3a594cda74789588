import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultPlan } from './faults.ts';
import { type FakeRun, FakeRuns } from './fake-runs.ts';
import { FakeSockets } from './fake-sockets.ts';

type Json = Readonly<Record<string, unknown>>;
interface Request {
  readonly path: string;
  readonly body: Json;
}
type Handler = (request: Request, response: ServerResponse) => Promise<Answer> | Answer;
interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

export interface FakePool {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly is_paused: boolean;
  base_job_template: Json;
}

const TEMPLATE: Json = {
  job_configuration: { command: '{{ command }}', env: '{{ env }}', working_dir: '{{ working_dir }}' },
  variables: { properties: { command: {}, env: {}, working_dir: {} } },
};
/** How long an empty poll is held; a real server holds it ten times as long. */
const HOLD_MS = 2_000;

/**
 * A control plane on a real socket, as far as workers see it, that can be slow, fail, hand out twice and restart. What it
 * knows survives a restart.
 */
export class FakeControlPlane {
  readonly runs = new FakeRuns();
  readonly sockets = new FakeSockets(() => this.pool ?? {});
  readonly logs: Json[] = [];
  readonly flowId = randomUUID();
  readonly deployments = new Map<string, Json>();
  pool: FakePool | undefined;
  faults: FaultPlan = () => undefined;
  /** Runs are handed out again after they were claimed. */
  handsOutTwice = false;
  restBeats = 0;
  pollsOpen = 0;
  pollsOpenMax = 0;
  #server: Server | undefined;
  #port = 0;
  #wakePolls: (() => void)[] = [];

  static async start(): Promise<FakeControlPlane> {
    const plane = new FakeControlPlane();
    await plane.listen();
    return plane;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  makePool(type = 'process', template: Json = TEMPLATE): FakePool {
    this.pool = { id: randomUUID(), name: 'pool', type, is_paused: false, base_job_template: template };
    return this.pool;
  }

  addDeployment(members: Json = {}): string {
    const id = randomUUID();
    this.deployments.set(id, {
      id,
      name: 'deployment',
      entrypoint: 'flow.py:flow',
      pull_steps: null,
      ...members,
    });
    return id;
  }

  /** Schedules a run for now; held polls get it at once. */
  schedule(deploymentId: string, jobVariables: Json = {}): FakeRun {
    const run = this.runs.add(deploymentId, this.flowId, jobVariables);
    this.#wake();
    return run;
  }

  async listen(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response));
    this.sockets.attach(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** As if it were killed: nobody listens, every connection is cut. */
  async close(): Promise<void> {
    this.sockets.dropAll();
    this.#server?.closeAllConnections();
    await new Promise<void>((resolve) => this.#server?.close(() => resolve()));
    this.#wake();
  }

  #wake(): void {
    const wake = this.#wakePolls;
    this.#wakePolls = [];
    for (const one of wake) one();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
    const method = request.method ?? 'GET';
    const path = (request.url ?? '').replace(/^\/api/, '').replace(/\?.*$/, '');
    const fault = this.faults(method, path);
    if (fault?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.cut === 'before') return void request.socket.destroy();
    if (fault?.status !== undefined) return void response.writeHead(fault.status).end('{"detail":"fault"}');
    const text = Buffer.concat(chunks).toString();
    const { status = 200, body } = await this.#answer(
      method,
      {
        path,
        body: (text === '' ? {} : JSON.parse(text)) as Json, // tests send what the wire has
      },
      response,
    );
    if (fault?.cut === 'after') return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
  }

  async #answer(method: string, request: Request, response: ServerResponse): Promise<Answer> {
    for (const [wanted, pattern, handle] of this.#routes)
      if (wanted === method && pattern.test(request.path)) return handle(request, response);
    return { status: 404, body: { detail: 'Not Found' } };
  }

  readonly #routes: readonly (readonly [string, RegExp, Handler])[] = [
    [
      'POST',
      /^\/work_pools\/[^/]+\/get_scheduled_flow_runs$/,
      (request, response) => this.#poll(request, response),
    ],
    ['POST', /^\/work_pools\/[^/]+\/workers\/heartbeat$/, () => this.#beat()],
    ['GET', /^\/work_pools\/[^/]+$/, () => (this.pool ? { body: this.pool } : { status: 404, body: {} })],
    ['POST', /^\/work_pools\/$/, ({ body }) => this.#createPool(body)],
    ['PATCH', /^\/work_pools\/[^/]+$/, ({ body }) => (Object.assign(this.pool ?? {}, body), { status: 204 })],
    [
      'GET',
      /^\/collections\/work_pool_types$/,
      () => ({ body: { prefect: { process: { default_base_job_configuration: TEMPLATE } } } }),
    ],
    ['POST', /^\/flow_runs\/filter$/, ({ body }) => ({ body: this.#cancelling(body) })],
    ['POST', /^\/flow_runs\/[^/]+\/set_state$/, ({ path, body }) => this.#setState(path, body)],
    [
      'GET',
      /^\/flow_runs\/[^/]+$/,
      ({ path }) => this.#withRun(path, (run) => ({ body: { ...run, state_type: run.state.type } })),
    ],
    [
      'PATCH',
      /^\/flow_runs\/[^/]+\/labels$/,
      ({ path, body }) => this.#withRun(path, (run) => ((run.labels = { ...body }), { status: 204 })),
    ],
    [
      'PATCH',
      /^\/flow_runs\/[^/]+$/,
      ({ path, body }) =>
        this.#withRun(
          path,
          (run) => ((run.infrastructure_pid = String(body['infrastructure_pid'])), { status: 204 }),
        ),
    ],
    ['GET', /^\/flows\//, () => ({ body: { id: this.flowId, name: 'flow' } })],
    ['GET', /^\/deployments\//, ({ path }) => this.#deployment(path)],
    ['POST', /^\/logs\/$/, ({ body }) => (this.logs.push(...(body as unknown as Json[])), { status: 201 })],
  ];

  #deployment(path: string): Answer {
    const deployment = this.deployments.get(path.split('/')[2] ?? '');
    return deployment ? { body: deployment } : { status: 404, body: { detail: 'Deployment not found' } };
  }

  #createPool(body: Json): Answer {
    const pool = this.makePool(String(body['type']), (body['base_job_template'] ?? TEMPLATE) as Json); // as sent
    return { status: 201, body: pool };
  }

  #beat(): Answer {
    this.restBeats += 1;
    return { body: '00000000-0000-4000-8000-000000000009' };
  }

  #withRun(path: string, use: (run: FakeRun) => Answer): Answer {
    const run = this.runs.all.get(path.split('/')[2] ?? '');
    return run ? use(run) : { status: 404, body: { detail: 'Flow run not found' } };
  }

  #setState(path: string, body: Json): Answer {
    const state = body['state'] as Parameters<FakeRuns['propose']>[1]; // as sent
    return this.#withRun(path, (run) => ({ status: 201, body: this.runs.propose(run, state) }));
  }

  #cancelling(body: Json): readonly FakeRun[] {
    const ids = JSON.stringify(body);
    return [...this.runs.all.values()].filter(
      ({ id, state }) => state.type === 'CANCELLING' && ids.includes(id),
    );
  }

  async #poll({ body }: Request, response: ServerResponse): Promise<Answer> {
    this.pollsOpen += 1;
    this.pollsOpenMax = Math.max(this.pollsOpenMax, this.pollsOpen);
    const gone = new Promise<void>((resolve) => response.once('close', resolve));
    const untilMs = Date.now() + HOLD_MS;
    try {
      while (this.#handOut(body).length === 0 && Date.now() < untilMs && !response.destroyed) {
        let timer: NodeJS.Timeout | undefined;
        const woken = new Promise<void>((resolve) => {
          this.#wakePolls.push(resolve);
          timer = setTimeout(resolve, untilMs - Date.now());
        });
        await Promise.race([woken, gone]);
        clearTimeout(timer);
      }
      return { body: this.#handOut(body) };
    } finally {
      this.pollsOpen -= 1;
    }
  }

  #handOut(body: Json): readonly object[] {
    const runs = this.handsOutTwice
      ? [...this.runs.all.values()].filter(({ state }) =>
          ['SCHEDULED', 'PENDING', 'RUNNING'].includes(state.type),
        )
      : this.runs.scheduled;
    return runs.slice(0, Number(body['limit'])).map((run) => ({ flow_run: run }));
  }
}
