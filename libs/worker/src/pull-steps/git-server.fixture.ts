import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A repository on a real socket, by git's own http-backend, that wants a user and a password. */
export interface GitServer {
  readonly url: string;
  /** The `authorization` headers it got. */
  readonly authorizations: readonly string[];
  readonly close: () => void;
}

const AUTHOR = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];

/** A repository with `flow.ts` on `main`, and `release.txt` on `release/1`. */
export const makeRepository = (at: string): void => {
  const git = (...args: string[]): void =>
    void execFileSync('git', [...AUTHOR, ...args], { cwd: at, stdio: 'ignore' });
  git('init', '-q');
  writeFileSync(join(at, 'flow.ts'), 'export const hello = 1;\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  git('checkout', '-qb', 'release/1');
  writeFileSync(join(at, 'release.txt'), '1\n');
  git('add', '.');
  git('commit', '-qm', 'release');
  git('checkout', '-q', 'main');
};

export const startGitServer = async (user: string, password: string): Promise<GitServer> => {
  const root = mkdtempSync(join(tmpdir(), 'orch-git-'));
  const work = join(root, 'work');
  execFileSync('mkdir', [work]);
  makeRepository(work);
  execFileSync('git', ['clone', '-q', '--bare', work, join(root, 'app.git')], { stdio: 'ignore' });
  const authorizations: string[] = [];
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) authorizations.push(authorization);
    if (authorization !== expected) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const env = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      REMOTE_USER: user,
      REMOTE_ADDR: '127.0.0.1',
      ...(request.headers['content-encoding']
        ? { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] }
        : {}),
      ...(request.headers['git-protocol'] ? { GIT_PROTOCOL: String(request.headers['git-protocol']) } : {}),
    };
    const backend = spawn('git', ['http-backend'], { env });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.on('close', () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf('\r\n\r\n');
      const headers = answer.subarray(0, end).toString().split('\r\n');
      const status = headers.find((line) => line.startsWith('Status:'));
      response.statusCode = status ? Number(status.slice(8, 11)) : 200;
      for (const line of headers) {
        const colon = line.indexOf(':');
        if (!line.startsWith('Status:'))
          response.setHeader(line.slice(0, colon), line.slice(colon + 1).trim());
      }
      response.end(answer.subarray(end + 4));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/app.git`,
    authorizations,
    close: () => {
      server.closeAllConnections();
      server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
};
