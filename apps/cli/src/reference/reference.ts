import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { NOUNS } from '../nouns.ts';
import { GLOBAL_OPTIONS, SELECT_OPTIONS } from '../program.ts';
import { ENVIRONMENT, SETTINGS } from '../settings/settings.ts';

const MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done',
  failed: 'it did not work',
  usage: 'wrong arguments or options, or a question that was answered with no',
  signedOut: 'no key, or one that the server does not take',
  runFailed: 'a run that was watched did not complete',
  timeout: 'what was waited for did not happen in time',
  interrupted: 'Ctrl-C',
};

const bullets = (rows: readonly (readonly [string, string])[]): string =>
  rows.map(([term, text]) => `- \`${term}\`: ${text}\n`).join('');

const commandPage = (noun: string, command: Command): string => {
  const { takes = [], options = [] } = command;
  const name = ['orch', noun, command.name].filter((word) => word !== '').join(' ');
  const usage = [
    name,
    ...takes.map(([argument]) => argument),
    ...(options.length > 0 ? ['[options]'] : []),
  ].join(' ');
  const rows = [
    ...takes,
    ...options.map(
      ([flags, text, standard]) => [flags, standard ? `${text} (default: ${standard})` : text] as const,
    ),
  ];
  const examples = command.examples.map((example) => `$ orch ${example}\n`).join('');
  return `### ${name}\n\n${command.summary}.\n\n\`\`\`\n${usage}\n\`\`\`\n\n${rows.length > 0 ? `${bullets(rows)}\n` : ''}\`\`\`\n${examples}\`\`\`\n`;
};

/** `docs/reference/cli.md`: every command with its arguments, options and examples. */
export const renderReference = async (): Promise<string> => {
  const nouns = await Promise.all(NOUNS.map(async (entry) => ({ entry, noun: await entry.load() })));
  const sections = nouns.map(
    ({ entry, noun }) =>
      `## ${entry.name}\n\n${entry.summary}.\n\n${noun.commands.map((one) => commandPage(entry.name, one)).join('\n')}`,
  );
  const codes = Object.entries(EXIT).map(
    ([name, code]) => [String(code), MEANINGS[name as keyof typeof EXIT]] as const, // the keys of EXIT
  );
  return [
    '# Commands of `orch`\n\nMade by `node tools/gen-cli-reference.mjs`; do not edit.\n',
    `## Options of every command\n\n${bullets([...GLOBAL_OPTIONS.map((one) => [one.flags, one.description] as const), ...SELECT_OPTIONS.map(([flags, text]) => [flags, text] as const)])}`,
    `## Settings\n\nIn a profile (\`orch config set\`), or in the environment, which comes first.\n\n${bullets(Object.entries(SETTINGS))}\nIn the environment only:\n\n${bullets(Object.entries(ENVIRONMENT))}`,
    `## Exit codes\n\n${bullets(codes)}`,
    ...sections,
  ].join('\n');
};
