import { spawn } from 'node:child_process';

const commandFor = (browser: string | undefined): readonly [string, ...string[]] => {
  if (browser) return [browser];
  if (process.platform === 'darwin') return ['open'];
  // not `cmd /c start`: it would read the & of a query
  return process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
};

/** Opens a URL; when there is no browser nothing happens, as the URL is shown anyway. */
export const openBrowser = (url: string, browser: string | undefined): void => {
  const [command, ...args] = commandFor(browser);
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
};
