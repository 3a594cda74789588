import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSameServer, type ProfileSet } from '@orch/client';
import { EXIT } from '../exit-codes.ts';
import { Failure, usage } from '../failure.ts';

/** What a profile may hold, and the environment may override. */
export const SETTINGS = {
  ORCH_API_URL: 'where the server is: https://host/api, or with /accounts/{id}/workspaces/{id}',
  ORCH_API_KEY: 'the key that is shown to it',
  ORCH_OUTPUT: 'table, json, yaml or name',
  ORCH_TIMEOUT: 'seconds for one answer to begin',
} as const;
export type SettingName = keyof typeof SETTINGS;
export const isSettingName = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);

/** Read from the environment only. */
export const ENVIRONMENT = {
  ORCH_HOME: 'folder of profiles.toml (default ~/.orch)',
  ORCH_PROFILE: 'the profile to use',
  ORCH_PYTHON: 'the Python that reads flows (default: the virtual environment, else the system)',
  NO_COLOR: 'set to anything: no colours',
} as const;

export type Env = Readonly<Record<string, string | undefined>>;
/** Where a value comes from. */
export type Source = 'environment' | 'profile';
export interface Setting {
  readonly name: SettingName;
  readonly value: string;
  readonly source: Source;
}
/** What counts for this call. */
export interface Settings {
  readonly profile: string;
  readonly values: readonly Setting[];
}

export const DEFAULT_PROFILE = 'default';
export const homeOf = (env: Env): string => env['ORCH_HOME'] || join(homedir(), '.orch');

/** The profile that counts: `--profile`, then ORCH_PROFILE, then the active one. @throws Failure when it is not there */
export const chooseProfile = (set: ProfileSet, wished: string | undefined, env: Env): string => {
  const named = wished ?? (env['ORCH_PROFILE'] || undefined);
  if (named !== undefined && !Object.hasOwn(set.profiles, named)) {
    const names = Object.keys(set.profiles).join(', ');
    throw usage(`there is no profile "${named}"`, names ? `Profiles: ${names}` : undefined);
  }
  return named ?? set.active ?? DEFAULT_PROFILE;
};

/** The environment over the profile. */
export const readSettings = (set: ProfileSet, wished: string | undefined, env: Env): Settings => {
  const profile = chooseProfile(set, wished, env);
  const stored = set.profiles[profile] ?? {};
  const values: Setting[] = [];
  for (const name of Object.keys(SETTINGS).filter(isSettingName)) {
    if (env[name]) values.push({ name, value: env[name], source: 'environment' });
    else if (stored[name]) values.push({ name, value: stored[name], source: 'profile' });
  }
  return { profile, values };
};

/** Server and key of this call. */
export interface Connection {
  readonly profile: string;
  readonly apiUrl: string;
  readonly key: string | undefined;
}

/**
 * Which server to ask with which key. A key of a profile only goes to that profile's server: with another ORCH_API_URL in
 * the environment the call ends here, naming the profile that is for it.
 * @throws Failure
 */
export const connectionOf = (settings: Settings, set: ProfileSet): Connection => {
  const url = settings.values.find(({ name }) => name === 'ORCH_API_URL');
  const key = settings.values.find(({ name }) => name === 'ORCH_API_KEY');
  if (!url)
    throw new Failure(
      `profile "${settings.profile}" names no server`,
      EXIT.signedOut,
      'Log in with: orch cloud login',
    );
  if (!URL.canParse(url.value) || !/^https?:/.test(url.value))
    throw usage(`ORCH_API_URL is not a URL: "${url.value}"`, 'It looks like https://orch.example.com/api');
  const own = set.profiles[settings.profile]?.['ORCH_API_URL'];
  const isForeign =
    url.source === 'environment' && key?.source === 'profile' && !isSameServer(url.value, own ?? '');
  if (isForeign) {
    const fitting = profilesOf(set, url.value);
    throw new Failure(
      `ORCH_API_URL leads to ${new URL(url.value).origin}, but the key of profile "${settings.profile}" is for ` +
        (own && URL.canParse(own) ? new URL(own).origin : 'another server'),
      EXIT.signedOut,
      fitting[0] ? `For that server: --profile ${fitting[0]}` : 'Set ORCH_API_KEY too, or log in there.',
    );
  }
  return { profile: settings.profile, apiUrl: apiUrlOf(url.value), key: key?.value };
};

/** Of a server alone, e.g. as the browser shows it, the API is meant. */
const apiUrlOf = (text: string): string => {
  const url = new URL(text);
  return url.pathname === '/' ? `${url.origin}/api` : text;
};

/** The profiles that lead to the server of a URL. */
export const profilesOf = (set: ProfileSet, apiUrl: string): string[] =>
  Object.entries(set.profiles)
    .filter(([, profile]) => isSameServer(profile['ORCH_API_URL'] ?? '', apiUrl))
    .map(([name]) => name);
