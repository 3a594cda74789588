import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject } from '../../job-template/nested.ts';
import { runCommand } from '../../pull-steps/run-command.ts';
import type { StepContext } from '../../pull-steps/step.ts';

/** When the packages of a TypeScript flow are installed: after its steps, if they are not there. */
export const INSTALL_POLICIES = ['if-not-present', 'always', 'never'] as const;
export type InstallPolicy = (typeof INSTALL_POLICIES)[number];

const dependenciesOf = (folder: string): readonly string[] => {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return [];
  const description: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const dependencies = isObject(description) ? description['dependencies'] : undefined;
  return isObject(dependencies) ? Object.keys(dependencies) : [];
};

/** Whether Node finds a package from a folder: there, or in a folder above, as in workspaces. */
const isInstalled = (name: string, folder: string): boolean =>
  existsSync(join(folder, 'node_modules', name)) ||
  (dirname(folder) !== folder && isInstalled(name, dirname(folder)));

/** Installs what the `package.json` of a folder names, without the scripts of packages. */
export const installPackages = async (policy: InstallPolicy, context: StepContext): Promise<void> => {
  const { directory } = context;
  const needed = dependenciesOf(directory);
  const isPresent = needed.every((name) => isInstalled(name, directory));
  if (policy === 'never' || needed.length === 0 || (policy === 'if-not-present' && isPresent)) return;
  const isLocked = existsSync(join(directory, 'package-lock.json'));
  context.say(`Installing packages (npm ${isLocked ? 'ci' : 'install'})`);
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  await runCommand(['npm', isLocked ? 'ci' : 'install', ...flags], context, {
    missing: 'npm is not installed on this machine',
    streams: false,
  });
};
