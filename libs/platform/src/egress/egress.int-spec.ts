import type { LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Egress } from './egress.ts';
import { EgressRules } from './egress-rules.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Counts everything that reaches it; the canary of the tests. */
class Listener {
  hits: string[] = [];
  answer: Answer = (_request, response) => response.end('reached');

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async on(host: string, port = 0): Promise<Listener> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    const listener = new Listener(server, (server.address() as AddressInfo).port); // of TCP
    server.on('request', (request, response) => {
      listener.hits.push(`${request.method} ${request.url} ${request.headers.host}`);
      listener.answer(request, response);
    });
    return listener;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A name server whose answers change from one question to the next. */
function scripted(answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve = async (name: string): Promise<LookupAddress[]> => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(name);
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { asked, resolve };
}

const opened: Egress[] = [];
function egress(allow: string[], resolve?: (name: string) => Promise<LookupAddress[]>): Egress {
  const made = new Egress({ rules: new EgressRules(allow), ...(resolve ? { resolve } : {}) });
  opened.push(made);
  return made;
}
const reasonOf = (promise: Promise<Response>): Promise<string> =>
  promise.then(
    () => 'reached',
    (error: { reason?: string }) => error.reason ?? String(error),
  );

let canary: Listener; // 127.0.0.1: not listed
let listed: Listener; // 127.0.0.2, same port: listed
const LISTED = ['127.0.0.2/32'];

beforeAll(async () => {
  canary = await Listener.on('127.0.0.1');
  listed = await Listener.on('127.0.0.2', canary.port);
});
beforeEach(() => {
  for (const listener of [canary, listed]) {
    listener.hits = [];
    listener.answer = (_request, response) => response.end('reached');
  }
});
afterEach(async () => Promise.all(opened.splice(0).map((e) => e.onModuleDestroy())));
afterAll(async () => {
  await Promise.all([canary?.close(), listed?.close()]);
});

describe('addresses written out or named', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '0.0.0.0',
    '0',
    '[::]',
    '0x7f000001',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    'localhost',
    'localhost.',
    'LOCALHOST',
    '%6c%6f%63alhost',
    '①②⑦.⓪.⓪.①',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '10.0.0.1',
  ])('neither http nor https reaches %s', async (host) => {
    const sut = egress([]);
    // some systems know no `localhost.`
    const reason = host === 'localhost.' ? /^(address|name)$/ : /^address$/;
    expect(await reasonOf(sut.fetch(`http://${host}:${canary.port}/`))).toMatch(reason);
    expect(await reasonOf(sut.fetch(`https://${host}:${canary.port}/`))).toMatch(reason);
    expect(canary.hits).toEqual([]);
  });

  it('plain http is refused although the address is public', async () => {
    expect(await reasonOf(egress([]).fetch('http://8.8.8.8/'))).toBe('address');
    const { resolve } = scripted([['8.8.8.8']]);
    expect(await reasonOf(egress([], resolve).fetch('http://example.test/'))).toBe('address');
  });

  it.each(['ftp://example.com/', 'file:///etc/passwd', 'data:text/plain,x', 'gopher://127.0.0.1/'])(
    '%s is not spoken',
    async (url) => {
      expect(await reasonOf(egress(['0.0.0.0/0']).fetch(url))).toBe('scheme');
    },
  );

  it.each(['https://user:secret@example.com/', 'https://user@example.com/', 'nonsense', 'https://'])(
    '%s is no URL to call',
    async (url) => {
      expect(await reasonOf(egress(['0.0.0.0/0']).fetch(url))).toBe('url');
    },
  );

  it('a listed address is reached, by number and by name, and the name travels as host', async () => {
    const { resolve } = scripted([['127.0.0.2']]);
    const sut = egress(LISTED, resolve);
    const response = await sut.fetch(`http://127.0.0.2:${listed.port}/a`);
    expect([response.status, await response.text()]).toEqual([200, 'reached']);
    await sut.fetch(`http://hook.test:${listed.port}/b`);
    expect(listed.hits).toEqual([`GET /a 127.0.0.2:${listed.port}`, `GET /b hook.test:${listed.port}`]);
    expect(canary.hits).toEqual([]);
  });
});

describe('names that lie', () => {
  it('a name is asked once a connection: the address that was checked is the one that is reached', async () => {
    const { asked, resolve } = scripted([['127.0.0.2'], ['127.0.0.1'], ['127.0.0.1']]);
    const sut = egress(LISTED, resolve);
    expect((await sut.fetch(`http://rebind.test:${canary.port}/1`)).status).toBe(200);
    expect(asked).toEqual(['rebind.test']);
    expect(await reasonOf(sut.fetch(`http://rebind.test:${canary.port}/2`))).toBe('address');
    expect(asked).toHaveLength(2);
    expect(listed.hits).toEqual([`GET /1 rebind.test:${canary.port}`]);
    expect(canary.hits).toEqual([]);
  });

  it.each([
    ['one good and one bad', ['127.0.0.2', '127.0.0.1']],
    ['one bad and one good', ['127.0.0.1', '127.0.0.2']],
    ['mapped into IPv6', ['::ffff:127.0.0.1']],
    ['metadata', ['169.254.169.254']],
    ['with a zone', ['fe80::1%eth0']],
  ])('an answer of this kind is refused: %s', async (_what, addresses) => {
    const { resolve } = scripted([addresses]);
    for (const scheme of ['http', 'https'])
      expect(await reasonOf(egress(LISTED, resolve).fetch(`${scheme}://mixed.test:${canary.port}/`))).toBe(
        'address',
      );
    expect([...canary.hits, ...listed.hits]).toEqual([]);
  });

  it('a name without an address is no connection', async () => {
    expect(await reasonOf(egress([], scripted([[]]).resolve).fetch('https://nobody.test/'))).toBe('name');
    const failing = () => Promise.reject(new Error('SERVFAIL'));
    expect(await reasonOf(egress([], failing).fetch('https://nobody.test/'))).toBe('name');
  });
});

describe('redirects', () => {
  const to =
    (location: string, status = 302): Answer =>
    (_request, response) =>
      response.writeHead(status, { location }).end();

  it('are not followed unless asked for', async () => {
    listed.answer = to('http://169.254.169.254/latest/meta-data');
    const response = await egress(LISTED).fetch(`http://127.0.0.2:${listed.port}/`);
    expect(response.status).toBe(302);
  });

  it.each([
    ['metadata', () => 'http://169.254.169.254/latest/meta-data', 'address'],
    ['loopback', () => `http://127.0.0.1:${canary.port}/`, 'address'],
    ['loopback in hexadecimal', () => `http://0x7f000001:${canary.port}/`, 'address'],
    ['localhost', () => `http://localhost:${canary.port}/`, 'address'],
    ['another scheme', () => 'file:///etc/passwd', 'scheme'],
    ['credentials', () => `http://a:b@127.0.0.2:${listed.port}/`, 'url'],
    ['itself, for ever', () => `http://127.0.0.2:${listed.port}/`, 'redirects'],
  ])('to %s end there', async (_what, location, reason) => {
    listed.answer = to(location());
    const sut = egress(LISTED);
    expect(await reasonOf(sut.fetch(`http://127.0.0.2:${listed.port}/`, { redirectsMax: 3 }))).toBe(reason);
    expect(canary.hits).toEqual([]);
    expect(listed.hits.length).toBe(reason === 'redirects' ? 4 : 1);
  });

  it('to another origin are followed without credentials, and a post becomes a get', async () => {
    const other = await Listener.on('127.0.0.3', listed.port);
    const seen: unknown[] = [];
    other.answer = (request, response) => {
      seen.push(request.method, request.headers.authorization, request.headers['x-kept']);
      response.end('there');
    };
    listed.answer = to(`http://127.0.0.3:${listed.port}/next`);
    const sut = egress([...LISTED, '127.0.0.3/32']);
    const response = await sut.fetch(`http://127.0.0.2:${listed.port}/`, {
      method: 'POST',
      body: 'secret',
      headers: { Authorization: 'Bearer x', 'x-kept': 'yes' },
      redirectsMax: 1,
    });
    await other.close();
    expect(await response.text()).toBe('there');
    expect(seen).toEqual(['GET', undefined, 'yes']);
  });
});

describe('limits', () => {
  it('an answer that is too large is not read to its end', async () => {
    let sent = 0;
    listed.answer = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && sent < 50_000_000) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    expect(await reasonOf(egress(LISTED).fetch(`http://127.0.0.2:${listed.port}/`))).toBe('too_large');
    expect(sent).toBeLessThan(20_000_000);
  });

  it.each([
    ['says nothing', ((_request, response) => void response.socket) as Answer],
    ['never ends', ((_request, response) => void response.write('{')) as Answer],
  ])('a server that %s is given up', async (_what, answer) => {
    listed.answer = answer;
    const sut = egress(LISTED);
    expect(await reasonOf(sut.fetch(`http://127.0.0.2:${listed.port}/`, { timeoutMs: 200 }))).toBe('timeout');
  });

  it('a server that compresses unasked is not inflated', async () => {
    listed.answer = (request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(String(request.headers['accept-encoding']));
    };
    const response = await egress(LISTED).fetch(`http://127.0.0.2:${listed.port}/`);
    expect(await response.text()).toBe('identity');
  });

  it('a port where nobody listens is a failed connection', async () => {
    expect(await reasonOf(egress(LISTED).fetch('http://127.0.0.2:1/'))).toBe('connection');
  });
});
