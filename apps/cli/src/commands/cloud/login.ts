import { ApiError, apiRootFrom, isSameServer, workspaceUrlOf } from '@orch/client';
import type { WorkspaceOfMe } from '@orch/contract';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure, usage } from '../../failure.ts';
import { findWorkspace, myWorkspaces, workspaceName } from '../../find/workspaces.ts';
import type { Given } from '../../given.ts';
import { DEFAULT_PROFILE } from '../../settings/settings.ts';

export const login: Command = {
  name: 'login',
  summary: 'Log in and choose a workspace',
  options: [
    ['-k, --key <key>', 'a key instead of the browser; "-" reads it from standard input'],
    ['-w, --workspace <account/workspace>', 'the workspace to work in'],
    ['--url <url>', 'the server, e.g. https://orch.example.com'],
    ['--device', 'show a code to type in on another machine'],
  ],
  examples: [
    'cloud login --url https://orch.example.com',
    'cloud login --key - --workspace acme/prod < key.txt',
    'cloud login --profile staging --url https://staging.example.com',
  ],
  run: async (context, given) => {
    const root = rootFor(context, given.text('url'));
    const key = (await isOpen(context, given, root)) ? undefined : await keyFor(context, given, root);
    const workspaces = await myWorkspaces(context.clientFor({ apiUrl: root, key })).catch(() => undefined);
    if (!workspaces) await refuse(context, root, key);
    const chosen = await choose(context, workspaces!, given.text('workspace'));
    const profile = profileFor(context, root);
    const apiUrl = workspaceUrlOf(root, chosen.account_id, chosen.workspace_id);
    context.profiles.set(profile, {
      ORCH_API_URL: apiUrl,
      ...(key === undefined ? {} : { ORCH_API_KEY: key }),
    });
    if (key === undefined) context.profiles.unset(profile, ['ORCH_API_KEY']);
    context.profiles.use(profile);
    const result = { profile, api_url: apiUrl, workspace: workspaceName(chosen) };
    const sentence = `Logged in to ${new URL(root).origin}, workspace ${workspaceName(chosen)} (profile ${profile}).`;
    await context.print.done(sentence, result, profile);
    warnOfEnvironment(context);
  },
};

const rootFor = (context: CommandContext, url: string | undefined): string => {
  const { profiles, active } = context.profileSet;
  const known =
    context.terminal.env['ORCH_API_URL'] ||
    profiles[context.global.profile ?? active ?? '']?.['ORCH_API_URL'];
  const typed = url ?? known;
  if (typed === undefined) throw usage('which server? Say it with --url https://orch.example.com');
  try {
    return apiRootFrom(typed);
  } catch {
    throw usage(`--url is not a URL: "${typed}"`);
  }
};

/** A server of this machine may need no key at all; it is only asked when none was given. */
const isOpen = async (context: CommandContext, given: Given, root: string): Promise<boolean> => {
  if (given.text('key') !== undefined || given.is('device')) return false;
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(root).hostname);
  return (
    isHere &&
    (await myWorkspaces(context.clientFor({ apiUrl: root, key: undefined })).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ApiError) return false;
        throw error;
      },
    ))
  );
};

const keyFor = async (context: CommandContext, given: Given, root: string): Promise<string> => {
  const typed = given.text('key');
  if (typed !== undefined) {
    const key = (typed === '-' ? await context.terminal.readInput() : typed).trim();
    if (!/^[\x21-\x7e]+$/.test(key)) throw usage('the key is empty or has characters that no key has');
    return key;
  }
  if (!context.global.mayPrompt) throw usage('without a browser a key is needed: --key -');
  const { authorize } = await import('../../login/authorize.ts');
  return authorize(context, root, given.is('device'));
};

/** Says why: asks again, now letting the failure through. */
const refuse = async (context: CommandContext, root: string, key: string | undefined): Promise<never> => {
  await myWorkspaces(context.clientFor({ apiUrl: root, key }));
  throw new Failure('the server did not say which workspaces there are', EXIT.failed);
};

const choose = async (
  context: CommandContext,
  all: readonly WorkspaceOfMe[],
  wanted: string | undefined,
): Promise<WorkspaceOfMe> => {
  if (wanted !== undefined) return findWorkspace(all, wanted);
  if (all.length === 0)
    throw new Failure('this key has no workspace', EXIT.failed, 'Create one in the web UI.');
  if (all.length === 1) return all[0]!;
  const names = all.map(workspaceName);
  return findWorkspace(
    all,
    await context.choose('Workspace', names, 'which workspace? Say it with --workspace'),
  );
};

/** The named or active profile; one of its own for another server, so that no other log-in is overwritten. */
const profileFor = (context: CommandContext, root: string): string => {
  const { profiles, active } = context.profileSet;
  const named = context.global.profile ?? (context.terminal.env['ORCH_PROFILE'] || undefined);
  if (named !== undefined) return named;
  const current = active ?? DEFAULT_PROFILE;
  const present = profiles[current]?.['ORCH_API_URL'];
  return present === undefined || isSameServer(present, root)
    ? current
    : new URL(root).host.replace(/[^\w-]/g, '-');
};

const warnOfEnvironment = ({ terminal, print }: CommandContext): void => {
  const set = ['ORCH_API_URL', 'ORCH_API_KEY'].filter((name) => terminal.env[name]);
  if (set.length > 0)
    print.note(`${set.join(' and ')} in the environment still come before the profile.`, 'yellow');
};
