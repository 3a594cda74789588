// The browser of the tests: one that is there already, else Debian's.
import { existsSync } from 'node:fs';
import { StartError, step } from '../launch/report.mjs';
import { mustRun, run } from './run.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const INSTALL_MS_MAX = 8 * 60_000;

const findBrowser = () =>
  [process.env.ORCH_TEST_CHROMIUM, ...PLACES].find((path) => path && existsSync(path));

const install = async () => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = ['apt-get', 'install', '--yes', '--quiet', '--no-install-recommends', 'chromium'];
  // The lists of packages may be missing or old.
  if ((await run(apt, { quiet: true, env, timeoutMs: INSTALL_MS_MAX })).code === 0) return;
  await mustRun(['apt-get', 'update', '--quiet'], { env, timeoutMs: INSTALL_MS_MAX });
  await mustRun(apt, { env, timeoutMs: INSTALL_MS_MAX });
};

/**
 * Finds Chromium, or installs it where this user may; tests read its path from ORCH_TEST_CHROMIUM.
 * @returns {Promise<string>} path of the program
 */
export const chromium = async () => {
  const mayInstall =
    process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!findBrowser() && mayInstall) await step('installing Chromium for the browser tests', install);
  const found = findBrowser();
  if (!found)
    throw new StartError('Chromium is needed for the browser tests (on Debian: apt install chromium)');
  process.env.ORCH_TEST_CHROMIUM = found;
  return found;
};
