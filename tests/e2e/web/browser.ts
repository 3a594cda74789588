import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** `npm test` installs the browser and says where it is. */
const CHROMIUM = process.env['ORCH_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
const ACTION_MS_MAX = 8_000;

/** One person at one browser; everything that went wrong in their pages is kept. */
export interface Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts, refused resources and violations of the page's policy. */
  readonly problems: readonly string[];
}

/** The browser of a test file. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });

/** A browser context of their own: no cookie of anybody else. */
export async function newPerson(browser: Browser, url: string): Promise<Person> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 860 } });
  context.setDefaultTimeout(ACTION_MS_MAX);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // a refused request is an answer that a page deals with
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(message.text());
    }
  });
  return { page, context, problems };
}
