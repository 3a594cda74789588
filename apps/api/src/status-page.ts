import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

const STYLE = `
  :root { color-scheme: light dark; --ink: #1a1d21; --soft: #5b6470; --line: #dfe3e8; --paper: #fff; --card: #f6f7f9; --accent: #2457d6 }
  @media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #9aa4b1; --line: #2c3138; --paper: #14171b; --card: #1c2025; --accent: #7aa2ff } }
  * { box-sizing: border-box }
  body { margin: 0; font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
  main { max-width: 46rem; margin: 0 auto; padding: 4rem 1.5rem }
  h1 { font-size: 1.7rem; letter-spacing: -.02em; margin: 0 0 .25rem }
  p { color: var(--soft); margin: 0 0 1.5rem }
  h2 { font-size: .95rem; margin: 2rem 0 .5rem }
  pre { margin: 0; padding: .9rem 1.1rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); overflow-x: auto; font: .9rem/1.6 ui-monospace, monospace }
  a { color: var(--accent) }
  ul { padding-left: 1.2rem }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`;

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** What the page at `/` says. */
export interface StatusPage {
  readonly url: string;
  readonly localMode: boolean;
  readonly version: string;
}

/** The page at `/`: that the server is up, and how to point a client at it. */
export function registerStatusPage(server: FastifyInstance, of: StatusPage): void {
  const html = page(of);
  server.get('/', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(html),
  );
}

function page({ url, localMode, version }: StatusPage): string {
  const api = escape(`${url}/api`);
  const connect = localMode
    ? `prefect config set PREFECT_API_URL=${api}`
    : `prefect config set PREFECT_CLOUD_API_URL=${api}\nprefect cloud login --key YOUR_KEY --workspace ACCOUNT/WORKSPACE`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Orch Cloud</title><style>${STYLE}</style></head><body><main>
<h1>Orch Cloud is running</h1><p>Version ${escape(version)} · compatible with the Prefect 3 client API</p>
<h2>Connect a client</h2><pre>${connect}</pre>
<h2>Run something</h2><pre>python your_flow.py</pre>
<h2>Look inside</h2><ul><li>API: <a href="${api}/health">${api}</a></li><li><a href="/readyz">Readiness</a> · <a href="/metrics">Metrics</a></li></ul>
</main></body></html>`;
}
