import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, ProfilesFile, type ProfileSet } from '@orch/client';
import { EXIT } from './exit-codes.ts';
import { Failure, usage } from './failure.ts';
import type { Field, Printer } from './output/printer.ts';
import {
  type Connection,
  connectionOf,
  DEFAULT_PROFILE,
  homeOf,
  readSettings,
  type SettingName,
  type Settings,
} from './settings/settings.ts';
import type { Terminal } from './terminal.ts';
import { USER_AGENT } from './version.ts';

/** Longer pauses between tries look like a command that hangs. */
const PAUSE_MS_MAX = 10_000;

/** Options that every command has. */
export interface GlobalOptions {
  readonly profile: string | undefined;
  readonly mayPrompt: boolean;
  readonly isSure: boolean;
}

/** What a command works with. */
export class CommandContext {
  readonly profiles: ProfilesFile;
  #client: ApiClient | undefined;
  #set: ProfileSet | undefined;
  /** Commands that go on for long wait as long as the server asks for; others say so and end. */
  isPatient = false;

  constructor(
    readonly terminal: Terminal,
    readonly print: Printer,
    readonly global: GlobalOptions,
  ) {
    this.profiles = ProfilesFile.in(homeOf(terminal.env));
  }

  get nowMs(): number {
    return this.terminal.now();
  }
  get signal(): AbortSignal {
    return this.terminal.signal;
  }
  /** The profiles as they were when first asked for. */
  get profileSet(): ProfileSet {
    return (this.#set ??= this.profiles.read());
  }
  get settings(): Settings {
    return readSettings(this.profileSet, this.global.profile, this.terminal.env);
  }
  /** A setting by name, the environment first; a profile that is yet to be made sets nothing. */
  setting(name: SettingName): string | undefined {
    const { env } = this.terminal;
    const { active, profiles } = this.profileSet;
    const profile = this.global.profile ?? (env['ORCH_PROFILE'] || active || DEFAULT_PROFILE);
    return env[name] || (Object.hasOwn(profiles, profile) ? profiles[profile]?.[name] : undefined);
  }
  /** @throws Failure when there is no server to ask */
  get connection(): Connection {
    return connectionOf(this.settings, this.profileSet);
  }
  get client(): ApiClient {
    return (this.#client ??= this.clientFor(this.connection));
  }

  clientFor({ apiUrl, key }: { apiUrl: string; key: string | undefined }): ApiClient {
    const wished = this.setting('ORCH_TIMEOUT');
    const seconds = Number(wished ?? 0);
    if (!(seconds >= 0)) throw usage(`ORCH_TIMEOUT is a number of seconds, not "${wished}"`);
    return new ApiClient({
      apiUrl,
      key,
      userAgent: USER_AGENT,
      sleep: (ms, signal) => this.#pause(ms, signal),
      ...(seconds > 0 ? { timeoutSeconds: seconds } : {}),
    });
  }

  async #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (ms > PAUSE_MS_MAX && !this.isPatient)
      throw new Failure(`the server asks to wait ${Math.ceil(ms / 1000)} s before this is tried again`);
    await sleep(ms, undefined, signal ? { signal } : {});
  }

  /** The account of the profile's workspace, or the only one its key belongs to. */
  async accountId(): Promise<string> {
    const { accountId } = this.client.place;
    if (accountId !== null) return accountId;
    const accounts = await this.client.call('GET /me/accounts', {});
    if (accounts.length === 1) return accounts[0]!.account_id;
    throw new Failure(
      'this profile names no account',
      EXIT.failed,
      'Choose a workspace: orch cloud workspace set ACCOUNT/WORKSPACE',
    );
  }

  /** Who the key belongs to. */
  async userId(): Promise<string> {
    return (await this.client.call('GET /me/', {})).id;
  }

  /** Whether a question may be asked at all. */
  get canAsk(): boolean {
    return this.global.mayPrompt && this.terminal.inIsTty && this.terminal.errIsTty;
  }

  /** Asks before something that cannot be undone. @throws Failure unless the answer is yes */
  async confirm(question: string): Promise<void> {
    if (this.global.isSure) return;
    if (!this.canAsk) throw usage(`${question} Say so with --yes.`);
    const { confirm, isCancel } = await import('@clack/prompts');
    const answer = await confirm({ message: question, initialValue: false, output: process.stderr });
    if (isCancel(answer)) throw new Failure('interrupted', EXIT.interrupted);
    if (!answer) throw usage('nothing was changed');
  }

  /** A line of text. @throws Failure when it is not given */
  async ask(question: string): Promise<string> {
    const { text, isCancel } = await import('@clack/prompts');
    const answer = await text({ message: question, output: process.stderr });
    if (isCancel(answer)) throw new Failure('interrupted', EXIT.interrupted);
    if (!answer) throw usage(`${question}: nothing was said`);
    return answer;
  }

  /** One of several, by name. @throws Failure when nobody can be asked */
  async choose(question: string, names: readonly string[], instead: string): Promise<string> {
    if (!this.canAsk) throw usage(instead, `Choices: ${names.join(', ')}`);
    const { select, isCancel } = await import('@clack/prompts');
    const options = names.map((name) => ({ value: name, label: name }));
    const answer = await select({ message: question, options, output: process.stderr });
    if (isCancel(answer)) throw new Failure('interrupted', EXIT.interrupted);
    return answer;
  }

  /** One thing in full. */
  async show(value: unknown, name: string, fields: readonly Field[]): Promise<void> {
    await this.print.item(value, { fields, name });
  }
}
