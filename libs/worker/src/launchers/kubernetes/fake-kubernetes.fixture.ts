import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

type Json = Record<string, unknown>;

/** The part of the Kubernetes API that launching needs, on a real socket: one job at a time. */
export class FakeKubernetes {
  job: Json | undefined;
  pod: Json | undefined;
  readonly deletions: Json[] = [];
  /** Requests that are answered with 500 from now on. */
  failures = 0;
  readonly logRequests: string[] = [];
  #logs: ServerResponse | undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeKubernetes> {
    const fake = new FakeKubernetes();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }
  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
  get config(): KubeConfig {
    const config = new KubeConfig();
    const { port } = this.#server.address() as AddressInfo;
    config.loadFromClusterAndUser(
      { name: 'fake', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
      { name: 'tester' },
    );
    return config;
  }

  /** The pod has this phase, and its container this state. */
  setPod(phase: string, containerState: Json): void {
    this.pod = {
      metadata: { name: 'pod-1', namespace: 'flows', creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: { containers: [{ name: 'prefect-job' }] },
      status: { phase, containerStatuses: [{ name: 'prefect-job', state: containerState }] },
    };
  }
  setCondition(type: 'Complete' | 'Failed', reason?: string, message?: string): void {
    if (this.job) this.job['status'] = { conditions: [{ type, status: 'True', reason, message }] };
  }
  get isFollowed(): boolean {
    return this.#logs !== undefined;
  }
  write(text: string): void {
    this.#logs?.write(text);
  }
  endLogs(): void {
    this.#logs?.end();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '/', 'http://kubernetes');
    const send = (status: number, answer: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    if (this.failures > 0) {
      this.failures -= 1;
      return send(500, { message: 'no leader' });
    }
    if (url.pathname.endsWith('/log')) {
      this.logRequests.push(`${url.pathname}${url.search}`);
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.flushHeaders();
      this.#logs = response;
      return;
    }
    if (url.pathname.endsWith('/pods'))
      return send(200, {
        kind: 'PodList',
        apiVersion: 'v1',
        metadata: {},
        items: this.pod ? [this.pod] : [],
      });
    const isJobs = /^\/apis\/batch\/v1\/namespaces\/([^/]+)\/jobs(?:\/([^/]+))?$/.exec(url.pathname);
    if (!isJobs) return send(404, { message: 'not found' });
    if (request.method === 'POST') {
      const job = JSON.parse(text) as Json & { metadata: Json };
      this.job = {
        ...job,
        metadata: { ...job.metadata, name: `${String(job.metadata['generateName'])}x1` },
        status: {},
      };
      return send(201, this.job);
    }
    if (!this.job) return send(404, { kind: 'Status', message: 'not found' });
    if (request.method === 'DELETE') {
      this.deletions.push(JSON.parse(text) as Json);
      this.job = undefined;
      return send(200, { kind: 'Status' });
    }
    send(200, this.job);
  }
}
