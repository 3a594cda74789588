import { ApiError, ConnectionError, ProfilesError } from '@orch/client';
import { meant, nounOf } from './arguments.ts';
import { CommandContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Failure, problemOf, usage } from './failure.ts';
import { OUTPUT_FORMATS, type OutputFormat, Printer } from './output/printer.ts';
import { fieldsFrom, type Selection } from './output/select.ts';
import { oneLine } from './output/style.ts';
import { buildProgram, type Call, CommanderError } from './program.ts';
import { betterProfiles } from './settings/better-profile.ts';
import type { Terminal } from './terminal.ts';
import { USER_AGENT } from './version.ts';

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

const contextFor = (terminal: Terminal, { global }: Call): CommandContext => {
  const options = {
    profile: typeof global['profile'] === 'string' ? global['profile'] : undefined,
    mayPrompt: global['prompt'] !== false,
    isSure: global['yes'] === true,
  };
  const colour = global['color'] !== false && allowsColour(terminal);
  const plain = new CommandContext(terminal, new Printer(terminal, { format: 'table', colour }), options);
  const selection = selectionFrom(global);
  const format = selection ? 'json' : formatFrom(global['output'], () => plain.setting('ORCH_OUTPUT'));
  return new CommandContext(terminal, new Printer(terminal, { format, colour, selection }), options);
};

/** What a failure means: text, hint and exit code. */
const explain = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  if (error instanceof ProfilesError) return new Failure(error.message);
  if (error instanceof ConnectionError) return new Failure(`${error.url} does not answer: ${error.reason}`);
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

const report = async (terminal: Terminal, error: unknown, context?: CommandContext): Promise<ExitCode> => {
  if (terminal.signal.aborted) return EXIT.interrupted;
  const { message, hint, exitCode } = explain(error);
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

/** Help that was asked for is no failure; words that were not understood, or none behind a noun, are. */
const parserEnd = (error: CommanderError): ExitCode => (error.exitCode === 0 ? EXIT.ok : EXIT.usage);

/** Runs one command line. @returns the exit code */
export const runCli = async (words: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  if (words[0] === '__complete') {
    const { complete } = await import('./completion/complete.ts');
    terminal.out((await complete(words.slice(1))).map((word) => `${word}\n`).join(''));
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
  let context: CommandContext | undefined;
  try {
    const { out, err, outIsTty } = terminal;
    const hasColours = outIsTty && allowsColour(terminal) && !args.includes('--no-color');
    const program = await buildProgram(nounOf(args), { out, err, hasColours }, (found) => (call = found));
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: 'user' });
    if (call === undefined) return EXIT.ok;
    context = contextFor(terminal, call);
    await call.command.run(context, call.given);
    return terminal.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    return error instanceof CommanderError ? parserEnd(error) : report(terminal, error, context);
  }
};
