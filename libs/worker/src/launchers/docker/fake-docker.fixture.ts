import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;
export interface FakeContainer {
  readonly id: string;
  readonly name: string;
  readonly body: Json;
  readonly networks: string[];
  exitCode: number | undefined;
  isOomKilled: boolean;
  stoppedWithGrace: string | undefined;
}

/** A frame of Docker's log stream: which of the two outputs, how long, what. */
const frame = (stream: 1 | 2, text: string): Buffer => {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
};

/** The part of Docker's HTTP API that launching needs, on a real socket. */
export class FakeDocker {
  readonly containers = new Map<string, FakeContainer>();
  readonly images = new Set<string>();
  readonly pulls: { readonly image: string; readonly auth: string | undefined }[] = [];
  readonly takenNames = new Set<string>();
  readonly #server: Server;
  #waiting: { readonly id: string; readonly wake: () => void }[] = [];
  #following: { readonly id: string; readonly response: ServerResponse }[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeDocker> {
    const fake = new FakeDocker();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The only container there is. */
  get only(): FakeContainer | undefined {
    return [...this.containers.values()][0];
  }
  write(id: string, stream: 1 | 2, text: string): void {
    for (const one of this.#following) if (one.id === id) one.response.write(frame(stream, text));
  }
  isFollowed(id: string): boolean {
    return this.#following.some((one) => one.id === id);
  }
  exit(id: string, code: number): void {
    const container = this.containers.get(id);
    if (!container) return;
    container.exitCode = code;
    for (const one of this.#following) if (one.id === id) one.response.end();
    const woken = this.#waiting.filter((one) => one.id === id);
    this.#waiting = this.#waiting.filter((one) => one.id !== id);
    for (const one of woken) one.wake();
  }
  /** As if the engine were restarted: whoever waits is cut off. */
  dropWaiting(): void {
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
    const url = new URL(request.url ?? '/', 'http://docker');
    const text = Buffer.concat(chunks).toString();
    const body = (text === '' ? {} : JSON.parse(text)) as Json; // what the client sends
    const path = url.pathname.replace(/^\/v[\d.]+/, '');
    const send = (status: number, answer?: unknown): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(answer === undefined ? '' : JSON.stringify(answer));
    const image = /^\/images\/(.+)\/json$/.exec(path);
    if (image) {
      const isThere = this.images.has(decodeURIComponent(image[1]!));
      return send(isThere ? 200 : 404, isThere ? {} : { message: 'no such image' });
    }
    if (path === '/images/create') return this.#pull(url, request, send);
    if (path === '/containers/create') return this.#create(url, body, send);
    const network = /^\/networks\/([^/]+)\/connect$/.exec(path);
    if (network) {
      this.containers.get(String(body['Container']))?.networks.push(network[1]!);
      return send(200);
    }
    const match = /^\/containers\/([^/]+)(?:\/(\w+))?$/.exec(path);
    const container = this.containers.get(match?.[1] ?? '');
    if (!container) return send(404, { message: 'no such container' });
    this.#container(container, { verb: match?.[2] ?? request.method ?? '', url, response, send });
  }

  #pull(url: URL, request: IncomingMessage, send: (status: number, answer?: unknown) => void): void {
    const name = `${url.searchParams.get('fromImage')}${url.searchParams.get('tag') ? `:${url.searchParams.get('tag')}` : ''}`;
    const auth = request.headers['x-registry-auth'];
    this.pulls.push({ image: name, auth: typeof auth === 'string' ? auth : undefined });
    this.images.add(name);
    send(200, { status: 'done' });
  }

  #create(url: URL, body: Json, send: (status: number, answer?: unknown) => void): void {
    const name = url.searchParams.get('name') ?? '';
    if (this.takenNames.has(name)) return send(409, { message: 'the name is taken' });
    this.takenNames.add(name);
    const id = `c${this.containers.size}`.padEnd(12, '0');
    this.containers.set(id, {
      id,
      name,
      body,
      networks: [],
      exitCode: undefined,
      isOomKilled: false,
      stoppedWithGrace: undefined,
    });
    send(201, { Id: id, Warnings: [] });
  }

  #container(
    container: FakeContainer,
    {
      verb,
      url,
      response,
      send,
    }: { verb: string; url: URL; response: ServerResponse; send: (status: number, answer?: unknown) => void },
  ): void {
    const { id } = container;
    if (verb === 'start') return send(204);
    if (verb === 'json')
      return send(200, {
        Id: id,
        State: {
          Running: container.exitCode === undefined,
          ExitCode: container.exitCode ?? 0,
          OOMKilled: container.isOomKilled,
        },
      });
    if (verb === 'logs') {
      response.writeHead(200, { 'content-type': 'application/vnd.docker.raw-stream' });
      response.flushHeaders();
      if (container.exitCode === undefined) this.#following.push({ id, response });
      else response.end();
    } else if (verb === 'wait') {
      const answer = (): void => send(200, { StatusCode: container.exitCode });
      if (container.exitCode !== undefined) answer();
      else this.#waiting.push({ id, wake: answer });
    } else if (verb === 'stop') {
      container.stoppedWithGrace = url.searchParams.get('t') ?? undefined;
      send(204);
      this.exit(id, 143);
    } else if (verb === 'DELETE') {
      this.containers.delete(id);
      send(204);
    } else send(404, { message: `no ${verb}` });
  }
}
