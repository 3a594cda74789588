import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { parseTemplate, isSmallTemplate } from '@orch/triggers';
import { RenderingEnded, TemplateThread } from './template-thread.ts';

const folder = mkdtempSync(join(tmpdir(), 'orch-templates-'));
const threads: TemplateThread[] = [];
afterEach(async () => {
  await Promise.all(threads.splice(0).map((one) => one.close()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A thread that does what its first template says. */
function threadOf(limitMs: number): TemplateThread {
  const entry = join(folder, 'entry.mjs');
  writeFileSync(
    entry,
    `import { parentPort, threadId } from 'node:worker_threads';
     parentPort.on('message', ({ templates: [what] }) => {
       if (what === 'forever') for (;;);
       if (what === 'memory') for (const kept = [];;) kept.push(new Array(1e6).fill(Math.random()));
       if (what === 'environment') return parentPort.postMessage({ rendered: [{ text: JSON.stringify(process.env) }] });
       parentPort.postMessage({ rendered: [{ text: String(threadId) }] });
     });
     parentPort.postMessage({ isReady: true });`,
  );
  const thread = new TemplateThread(limitMs, pathToFileURL(entry));
  threads.push(thread);
  return thread;
}
const ask = (thread: TemplateThread, what: string): Promise<unknown> =>
  thread.render({ templates: [what], context: {}, uiUrl: '' });

it('ends a thread that goes on for ever, and the next job has a new one', async () => {
  const thread = threadOf(300);
  const first = (await ask(thread, 'a')) as [{ text: string }];
  expect(await ask(thread, 'b')).toEqual(first);
  const startedMs = performance.now();
  const [endless, next] = await Promise.allSettled([ask(thread, 'forever'), ask(thread, 'c')]);
  expect(endless).toMatchObject({ status: 'rejected', reason: expect.any(RenderingEnded) });
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(290);
  expect(next.status).toBe('fulfilled');
  expect((next as PromiseFulfilledResult<unknown>).value).not.toEqual(first);
}, 60_000);

it('outlives a thread that takes too much memory, and tells it nothing of the environment', async () => {
  const thread = threadOf(60_000);
  await expect(ask(thread, 'memory')).rejects.toBeInstanceOf(RenderingEnded);
  expect(await ask(thread, 'environment')).toEqual([{ text: '{}' }]);
}, 90_000);

it.each([
  ['plain', true],
  ['{{ event.payload.n }} of {{ flow_run.name | upper | default("x") }}', true],
  ['{% if event.id == "1" %}{{ event | ui_url }}{% else %}-{% endif %}', true],
  ['{% for x in [1] %}{{ x }}{% endfor %}', false],
  ['{{ "a" * 100 }}', false],
  ['{{ "a" ~ "b" }}', false],
  ['{{ range(3) }}', false],
  ['{{ event.x | replace("a", "b") }}', false],
  ['{{ event.x | default(range(9)) }}', false],
  ['{% set x = 1 %}{{ x }}', false],
  ['{{ "a" in event.x }}', false],
  [`{{ event.x }}${'a'.repeat(5_000)}`, false],
])('%s is small: %s', (template, expected) => {
  expect(isSmallTemplate(template, parseTemplate(template))).toBe(expected);
});
