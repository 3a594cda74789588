import { homedir } from 'node:os';
import { join } from 'node:path';
import { ProfilesFile, type Profile, type ProfileSet } from './profiles/profiles.ts';
import { isSameServer } from './workspace-url.ts';

/** Where a program asks, and with what key. */
export interface ProgramConnection {
  readonly apiUrl: string;
  readonly key: string | undefined;
  /** For messages: `profile "dev"` or `the environment`. */
  readonly source: string;
}
type Env = Readonly<Record<string, string | undefined>>;

/** Settings that contradict each other, or name what is not there; the message is for people. */
export class ConnectionSettingsError extends Error {
  override readonly name = 'ConnectionSettingsError';
}

/** The folder of `profiles.toml` and of what is kept beside it. */
export const orchHomeOf = (env: Env): string => env['ORCH_HOME'] || join(homedir(), '.orch');

const fromEnv = (env: Env, name: string): string | undefined =>
  env[`ORCH_${name}`] || env[`PREFECT_${name}`] || undefined;

const profileOf = (set: ProfileSet, env: Env): { readonly name: string; readonly profile: Profile } => {
  const wished = env['ORCH_PROFILE'] || undefined;
  if (wished !== undefined && !Object.hasOwn(set.profiles, wished)) {
    const names = Object.keys(set.profiles).join(', ') || 'none';
    throw new ConnectionSettingsError(
      `ORCH_PROFILE names the profile "${wished}", which is not there; profiles: ${names}`,
    );
  }
  const name = wished ?? set.active ?? 'default';
  return { name, profile: set.profiles[name] ?? {} };
};

/**
 * The connection of a program: `ORCH_API_URL` and `ORCH_API_KEY` (or the same with PREFECT_) over the chosen profile of
 * `profiles.toml`. Null when nothing names a server. A profile's key goes to that profile's server only.
 * @throws ConnectionSettingsError, ProfilesError
 */
export const connectionOfProgram = (env: Env): ProgramConnection | null => {
  const { name, profile } = profileOf(ProfilesFile.in(orchHomeOf(env)).read(), env);
  const urlOfEnv = fromEnv(env, 'API_URL');
  const keyOfEnv = fromEnv(env, 'API_KEY');
  const apiUrl = urlOfEnv ?? profile['ORCH_API_URL'];
  if (!apiUrl) return null;
  if (!URL.canParse(apiUrl) || !/^https?:/.test(apiUrl))
    throw new ConnectionSettingsError(`ORCH_API_URL is not a URL of a server: "${apiUrl}"`);
  const own = profile['ORCH_API_URL'] ?? '';
  const keyOfProfile = isSameServer(apiUrl, own) ? profile['ORCH_API_KEY'] : undefined;
  if (!keyOfEnv && profile['ORCH_API_KEY'] && !keyOfProfile)
    throw new ConnectionSettingsError(
      `ORCH_API_URL leads to ${new URL(apiUrl).origin}, but the key of profile "${name}" is for another server; ` +
        'set ORCH_API_KEY too, or choose another profile with ORCH_PROFILE',
    );
  return {
    apiUrl,
    key: keyOfEnv ?? keyOfProfile,
    source: urlOfEnv ? 'the environment' : `profile "${name}"`,
  };
};
