import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../job-template/nested.ts';
import { runCommand } from '../../pull-steps/run-command.ts';
import type { StepContext } from '../../pull-steps/step.ts';

/** When the packages of a TypeScript flow are installed: after its steps, if they are not there. */
export const INSTALL_POLICIES = ['if-not-present', 'always', 'never'] as const;
export type InstallPolicy = (typeof INSTALL_POLICIES)[number];

const needsPackages = (folder: string): boolean => {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  const description: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const dependencies = isObject(description) ? description['dependencies'] : undefined;
  return isObject(dependencies) && Object.keys(dependencies).length > 0;
};

/** Installs what the `package.json` of a folder names, without the scripts of packages. */
export const installPackages = async (policy: InstallPolicy, context: StepContext): Promise<void> => {
  const { directory } = context;
  const isPresent = existsSync(join(directory, 'node_modules'));
  if (policy === 'never' || (policy === 'if-not-present' && isPresent) || !needsPackages(directory)) return;
  const isLocked = existsSync(join(directory, 'package-lock.json'));
  context.say(`Installing packages (npm ${isLocked ? 'ci' : 'install'})`);
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  await runCommand(['npm', isLocked ? 'ci' : 'install', ...flags], context, {
    missing: 'npm is not installed on this machine',
    streams: false,
  });
};
