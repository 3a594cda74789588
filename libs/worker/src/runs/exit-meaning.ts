import { constants } from 'node:os';
import type { JobEnd } from '../launchers/launcher.ts';

const MEANINGS: Readonly<Record<number, string>> = {
  1: 'It failed; its last lines say why.',
  125: 'The container could not be run.',
  126: 'The command was found but may not be executed.',
  127: 'The command was not found.',
  137: 'It was killed, usually because it used more memory than it may.',
  139: 'It broke off with a segmentation fault.',
  143: 'It was asked to end from outside of the worker.',
  247: 'It was ended for using too much memory.',
};
const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
const SIGNAL_MEANINGS: Readonly<Record<string, string>> = {
  SIGKILL: 'The system does so when memory runs out.',
  SIGTERM: 'It was asked to end from outside of the worker.',
  SIGSEGV: 'It broke off with a segmentation fault.',
};
const LINES_MAX = 10;
const CHARS_MAX = 2_000;

/** What a process that ended with this signal is said to have exited with. */
export const exitCodeOfSignal = (signal: NodeJS.Signals): number => -(constants.signals[signal] ?? 0);

/** How a job ended, in words. */
export const exitSentence = ({ exitCode, reason }: JobEnd): string => {
  if (reason !== undefined) return exitCode === null ? reason : `${reason} (exit code ${exitCode})`;
  if (exitCode === null) return 'Nobody knows how the run ended.';
  if (exitCode < 0) {
    const name = SIGNAL_NAMES.get(-exitCode) ?? `signal ${-exitCode}`;
    return [`The process was ended by ${name} (exit code ${exitCode}).`, SIGNAL_MEANINGS[name]]
      .filter(Boolean)
      .join(' ');
  }
  return [`The process ended with exit code ${exitCode}.`, MEANINGS[exitCode]].filter(Boolean).join(' ');
};

/** The message of a crash: how it ended, and the last of what was said. */
export const crashMessage = (end: JobEnd, lastLines: readonly string[]): string => {
  const lines = lastLines.filter((line) => line.trim() !== '').slice(-LINES_MAX);
  const shown = lines.join('\n').slice(-CHARS_MAX);
  return shown === '' ? exitSentence(end) : `${exitSentence(end)} Last lines:\n${shown}`;
};
