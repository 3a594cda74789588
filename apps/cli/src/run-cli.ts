import { ApiError, ConnectionError, ProfilesError } from '@orch/client';
import { meant, nounOf } from './arguments.ts';
import { CommandContext } from './context.ts';
import type { Ask } from './completion/lists.ts';
import { meantName } from './completion/meant-name.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Failure, problemOf, usage } from './failure.ts';
import { OUTPUT_FORMATS, type OutputFormat, Printer } from './output/printer.ts';
import { fieldsFrom, type Selection } from './output/select.ts';
import { oneLine } from './output/style.ts';
import { buildProgram, type Call, CommanderError } from './program.ts';
import { betterProfiles } from './settings/better-profile.ts';
import type { Terminal } from './terminal.ts';
import { USER_AGENT } from './version.ts';

/** Longer than this nobody waits for a suggestion, unless the environment says how long to wait. */
const ASK_SECONDS = 2;

const formatFrom = (given: unknown, setting: () => string | undefined): OutputFormat => {
  const wished = typeof given === 'string' ? given : setting();
  const format = OUTPUT_FORMATS.find((one) => one === (wished ?? 'table'));
  if (!format) throw usage(`ORCH_OUTPUT is one of ${OUTPUT_FORMATS.join(', ')}, not "${wished}"`);
  return format;
};

/** What `--json` and `--jq` say; a command may have a `--json` of another kind. */
const selectionFrom = (global: Call['global']): Selection | undefined => {
  const { json, jq, output } = global;
  const [fields, query] = [json, jq].map((one) => (typeof one === 'string' ? one : undefined));
  if (fields === undefined && query === undefined) return undefined;
  if (typeof output === 'string' && output !== 'json')
    throw usage(`${fields === undefined ? '--jq' : '--json'} prints JSON: leave out -o ${output}`);
  return { fields: fields === undefined ? undefined : fieldsFrom(fields), query };
};

const allowsColour = ({ env }: Terminal): boolean => !env['NO_COLOR'] && env['TERM'] !== 'dumb';

/** A file of profiles that cannot be read is the matter of the command: one may need none, one may look what is wrong. */
const wishedFormat = (context: CommandContext): string | undefined => {
  try {
    return context.setting('ORCH_OUTPUT');
  } catch (error) {
    if (error instanceof ProfilesError) return undefined;
    throw error;
  }
};

const contextFor = (terminal: Terminal, { global }: Call): CommandContext => {
  const options = {
    profile: typeof global['profile'] === 'string' ? global['profile'] : undefined,
    mayPrompt: global['prompt'] !== false,
    isSure: global['yes'] === true,
  };
  const colour = global['color'] !== false && allowsColour(terminal);
  const plain = new CommandContext(terminal, new Printer(terminal, { format: 'table', colour }), options);
  const selection = selectionFrom(global);
  const format = selection ? 'json' : formatFrom(global['output'], () => wishedFormat(plain));
  return new CommandContext(terminal, new Printer(terminal, { format, colour, selection }), options);
};

const isHere = (url: string): boolean => /^https?:\/\/(localhost|127\.|\[::1\])/.test(url);

/** What a failure means: text, hint and exit code. */
const explain = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  if (error instanceof ProfilesError) return new Failure(error.message);
  if (error instanceof ConnectionError)
    return new Failure(
      `${error.url} does not answer: ${error.reason}`,
      EXIT.failed,
      isHere(error.url) ? 'Start a server here: orch server start' : 'See what is wrong: orch doctor',
    );
  if (error instanceof ApiError) {
    if (error.status === 401)
      return new Failure(
        'the server does not take this key',
        EXIT.signedOut,
        'Log in with: orch cloud login',
      );
    const text = problemOf(error);
    return error.status === 403
      ? new Failure(text, EXIT.failed, 'Your role does not allow it, or the key is narrowed.')
      : new Failure(text);
  }
  return new Failure(error instanceof Error ? error.message : String(error));
};

const better = async (error: unknown, context: CommandContext): Promise<readonly string[]> => {
  try {
    return await betterProfiles(error, context.profileSet, context.connection, USER_AGENT);
  } catch {
    return []; // it is advice: what went wrong first is what counts
  }
};

interface Failed {
  readonly error: unknown;
  readonly noun: string | undefined;
  readonly call: Call | undefined;
  readonly context: CommandContext | undefined;
}

/** Says what went wrong, and what to do about it. */
const report = async (terminal: Terminal, { error, noun, call, context }: Failed): Promise<ExitCode> => {
  if (terminal.signal.aborted) return EXIT.interrupted;
  const { message, hint = await meantName(error, noun, call, askIn(terminal)), exitCode } = explain(error);
  const said = context?.print.paintMessage('red', 'orch:') ?? 'orch:';
  if (message !== '') terminal.err(`${said} ${oneLine(message)}\n`);
  const names = context ? await better(error, context) : [];
  if (names.length > 0)
    terminal.err(
      `It would work with: ${names.map((name) => `--profile ${oneLine(name)}`).join(', ')}` +
        ` (now: ${oneLine(context!.settings.profile)})\n`,
    );
  else if (hint) terminal.err(`${oneLine(hint)}\n`);
  return exitCode;
};

/** A command line of ours whose output is for us; when it fails or takes too long it has said nothing. */
const askIn =
  (terminal: Terminal): Ask =>
  async (words) => {
    let said = '';
    const seconds = Number(terminal.env['ORCH_TIMEOUT']) || ASK_SECONDS;
    const quiet = {
      env: { ...terminal.env, ORCH_TIMEOUT: String(seconds) },
      out: (text: string) => void (said += text),
      err: () => {},
      outIsTty: false,
      errIsTty: false,
      inIsTty: false,
      columns: undefined,
      readInput: async () => '',
      now: terminal.now,
      signal: terminal.signal,
    };
    const late = new Promise<undefined>(
      (resolve) => void setTimeout(resolve, seconds * 1000, undefined).unref(),
    );
    return (await Promise.race([runCli(words, quiet), late])) === EXIT.ok ? said : '';
  };

/** Help that was asked for is no failure; words that were not understood, or none behind a noun, are. */
const parserEnd = (error: CommanderError): ExitCode => (error.exitCode === 0 ? EXIT.ok : EXIT.usage);

/** Runs one command line. @returns the exit code */
export const runCli = async (words: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  if (words[0] === '__complete') {
    const { complete } = await import('./completion/complete.ts');
    const found = await complete(words.slice(1), askIn(terminal));
    terminal.out(found.map((word) => `${oneLine(word)}\n`).join(''));
    return EXIT.ok;
  }
  if (words[0] === '__describe-flow') {
    const { printFlow } = await import('./deploy/describe-script-flow.ts');
    await printFlow(words.slice(1), terminal.out);
    process.exit(EXIT.ok); // the flow's module may have left something running
  }
  const { args, instead } = meant(words);
  if (instead !== null) terminal.err(`orch: this is "orch ${instead}"\n`);
  let call: Call | undefined;
  const noun = nounOf(args);
  let context: CommandContext | undefined;
  try {
    const { out, err, outIsTty } = terminal;
    const hasColours = outIsTty && allowsColour(terminal) && !args.includes('--no-color');
    const program = await buildProgram(noun, { out, err, hasColours }, (found) => (call = found));
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: 'user' });
    if (call === undefined) return EXIT.ok;
    context = contextFor(terminal, call);
    await call.command.run(context, call.given);
    return terminal.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    return error instanceof CommanderError
      ? parserEnd(error)
      : report(terminal, { error, noun, call, context });
  }
};
