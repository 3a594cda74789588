import { statSync } from 'node:fs';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure } from '../../failure.ts';
import { homeOf } from '../../settings/settings.ts';
import { VERSION } from '../../version.ts';

interface Check {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}
/** A clock that differs more than this makes schedules and expiry dates look wrong. */
const CLOCK_SECONDS_MAX = 30;

export const doctor: Noun = {
  name: 'doctor',
  commands: [
    {
      name: '',
      summary: 'Checks profile, server, key and clock',
      examples: ['doctor', 'doctor --profile staging -o json'],
      run: async (context) => {
        const checks = await examine(context);
        await context.print.list(checks, {
          columns: [
            {
              head: '',
              text: ({ ok }) => (ok ? 'ok' : 'FAIL'),
              style: ({ ok }) => (ok ? 'green' : 'red'),
            },
            { head: 'CHECK', text: ({ check }) => check },
            { head: 'DETAIL', text: ({ detail }) => detail, flexible: true },
          ],
          name: ({ check }) => check,
          empty: '',
        });
        const failed = checks.filter(({ ok }) => !ok).length;
        if (failed > 0) throw new Failure(`${failed} of ${checks.length} checks failed`, EXIT.failed);
      },
    },
  ],
};

const examine = async (context: CommandContext): Promise<Check[]> => {
  const checks: Check[] = [node(), home(context)];
  if (profilesProblem(context) !== undefined) return checks;
  let connection;
  try {
    connection = context.connection;
  } catch (error) {
    return [...checks, { check: 'profile', ok: false, detail: error instanceof Error ? error.message : '' }];
  }
  checks.push({ check: 'profile', ok: true, detail: `${connection.profile} → ${connection.apiUrl}` });
  const health = await answer(context, '/health');
  checks.push({ check: 'server', ...health });
  if (!health.ok) return checks;
  checks.push(clock(health.date, context.nowMs), {
    check: 'key',
    ...(await answer(context, '/me/workspaces')),
  });
  const inWorkspace = await answer(context, '/work_pools/filter', 'POST');
  checks.push({ check: 'workspace', ...inWorkspace }, await versions(context));
  return inWorkspace.ok ? [...checks, await workers(context)] : checks;
};

/** The server answers in the wire of its own version; this command only has to be told what that is. */
const versions = async ({ client }: CommandContext): Promise<Check> => {
  const api = await client.call('GET /version', {}).catch(() => null);
  return {
    check: 'version',
    ok: api !== null,
    detail: `orch ${VERSION}, server ${api === null ? 'unknown' : String(api)}`,
  };
};

/** Pools that nobody works in are no fault of this machine: they are said, and do not fail. */
const workers = async ({ client }: CommandContext): Promise<Check> => {
  const pools = await client.call('POST /work_pools/filter', { body: { limit: 200 } });
  const idle = pools.filter((pool) => pool['status'] === 'NOT_READY').map((pool) => String(pool['name']));
  const detail =
    pools.length === 0
      ? 'no work pools yet'
      : idle.length === 0
        ? `at work in all ${pools.length} pools`
        : `none in ${idle.slice(0, 5).join(', ')}${idle.length > 5 ? ', …' : ''}`;
  return { check: 'workers', ok: true, detail };
};

const answer = async (
  { client }: CommandContext,
  path: string,
  method = 'GET',
): Promise<{ ok: boolean; detail: string; date: string | null }> => {
  const startedMs = performance.now();
  try {
    const response = await client.send(method, path, method === 'POST' ? { body: { limit: 1 } } : {});
    const tookMs = Math.round(performance.now() - startedMs);
    return { ok: true, detail: `answers in ${tookMs} ms`, date: response.headers.get('date') };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error), date: null };
  }
};

const node = (): Check => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return { check: 'node', ok: major > 20 || (major === 20 && minor >= 19), detail: process.versions.node };
};

/** Why the profiles cannot be read. */
const profilesProblem = (context: CommandContext): string | undefined => {
  try {
    void context.profileSet;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const home = (context: CommandContext): Check => {
  const { profiles, terminal } = context;
  const folder = homeOf(terminal.env);
  const problem = profilesProblem(context);
  if (problem !== undefined) return { check: 'profiles', ok: false, detail: problem };
  const stats = statSync(profiles.path, { throwIfNoEntry: false });
  if (!stats) return { check: 'profiles', ok: true, detail: `${folder} has no profiles yet` };
  const isPrivate = process.platform === 'win32' || (stats.mode & 0o077) === 0;
  return {
    check: 'profiles',
    ok: isPrivate,
    detail: isPrivate ? profiles.path : `others may read ${profiles.path}: chmod 600`,
  };
};

const clock = (date: string | null, nowMs: number): Check => {
  const apartSeconds = date === null ? 0 : Math.round(Math.abs(nowMs - Date.parse(date)) / 1000);
  const ok = apartSeconds <= CLOCK_SECONDS_MAX;
  return { check: 'clock', ok, detail: ok ? 'as the server’s' : `${apartSeconds} s from the server's` };
};
