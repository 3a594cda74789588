// Are the installed packages those of package-lock.json? If not: `npm ci`.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './report.mjs';

const readLock = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};

/** Same packages in the same versions? Packages of other platforms (optional) may be absent. */
const sameContent = (wanted, installed) => {
  const have = readLock(installed);
  return Object.entries(readLock(wanted)).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const found = have[path];
    if (!found)
      return (
        entry.optional === true || entry.devOptional === true || entry.peer === true || entry.dev === true
      );
    return found.version === entry.version && found.integrity === entry.integrity;
  });
};

/**
 * Does the lock file ask for something that is not installed? Times are compared first (a few microseconds); only
 * when they disagree, as after a checkout or a copy, the contents are.
 * @param {string} root repository folder
 */
export const packagesAreMissing = (root) => {
  const wanted = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(wanted)) return !existsSync(join(root, 'node_modules'));
  if (!existsSync(installed)) return true;
  if (statSync(wanted).mtimeMs <= statSync(installed).mtimeMs) return false;
  if (!sameContent(wanted, installed)) return true;
  try {
    utimesSync(installed, new Date(), new Date());
  } catch {
    // A read-only checkout: the comparison is repeated next time.
  }
  return false;
};

/** Runs `npm ci` in `root`. Install scripts are not needed by any of our packages, so none is run. */
export const installPackages = (root) =>
  new Promise((resolve, reject) => {
    const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', () =>
      reject(new StartError(`npm was not found: install npm, then run "npm ci" in ${root}`)),
    );
    child.once('exit', (code) => {
      if (code === 0) return resolve();
      if (/ENOSPC|no space left/i.test(output))
        return reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
      const reason = output.split('\n').find((line) => line.startsWith('npm error')) ?? `exit code ${code}`;
      reject(new StartError(`"npm ci" failed: ${reason.replace(/^npm error\s*/, '')}`));
    });
  });
