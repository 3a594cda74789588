// What every tool needs before it can begin on a fresh clone: packages, and a Node that is new enough.
import { fileURLToPath } from 'node:url';
import { betterNode, continueWith } from '../launch/node.mjs';
import { installPackages, packagesAreMissing } from '../launch/packages.mjs';
import { StartError, step } from '../launch/report.mjs';

const NEEDED = [20, 19];

/** The repository folder, without a slash at its end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * Installs missing packages; hands over to the newer Node among them when the running one is too old.
 * @returns {Promise<boolean>} false when another process goes on with the work: the caller returns at once
 */
export const prepare = async () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
    throw new StartError(`Node >= ${NEEDED.join('.')} is needed, this is ${process.versions.node}`);
  }
  if (packagesAreMissing(ROOT))
    await step('installing packages (about a minute)', () => installPackages(ROOT));
  const binary = betterNode(ROOT);
  if (binary) continueWith(binary);
  return binary === undefined;
};
