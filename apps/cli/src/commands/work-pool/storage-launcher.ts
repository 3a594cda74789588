import type { OptionSpec } from '../../command.ts';
import { usage } from '../../failure.ts';
import type { Given } from '../../given.ts';

/** What starts the upload of a flow's code, and its execution. */
export interface Launchers {
  readonly upload: readonly string[] | undefined;
  readonly execution: readonly string[] | undefined;
}

export const LAUNCHER_OPTIONS: readonly OptionSpec[] = [
  ['--launcher <program>', 'starts upload and execution, instead of uv with the package it needs'],
  ['--launcher-arg <word>...', 'a word behind it; repeatable'],
  ['--upload-launcher <program>', 'starts the upload only'],
  ['--upload-launcher-arg <word>...', 'a word more for the upload; repeatable'],
  ['--execution-launcher <program>', 'starts the execution only'],
  ['--execution-launcher-arg <word>...', 'a word more for the execution; repeatable'],
];

/** @throws Failure for empty words, and for words without a program */
export const launchersFrom = (given: Given): Launchers => {
  const shared = launcherFrom(given, 'launcher', undefined);
  return {
    upload: launcherFrom(given, 'uploadLauncher', shared),
    execution: launcherFrom(given, 'executionLauncher', shared),
  };
};

/** A program of its own takes the place of the shared one; words alone are added to it. */
const launcherFrom = (
  given: Given,
  option: 'launcher' | 'uploadLauncher' | 'executionLauncher',
  shared: readonly string[] | undefined,
): readonly string[] | undefined => {
  const flag = `--${option.replace('L', '-l')}`;
  const program = given.text(option);
  const words = given.list(`${option}Arg`);
  if (program?.trim() === '') throw usage(`${flag} is empty`);
  if (words.some((word) => word.trim() === '')) throw usage(`${flag}-arg is empty`);
  if (program !== undefined) return [program, ...words];
  if (words.length === 0) return shared;
  if (shared === undefined) throw usage(`${flag}-arg goes with ${flag}`);
  return [...shared, ...words];
};
