import { sources } from './sources.ts';

const ROUTE = /^ {2}@(Get|Post|Put|Patch|Delete|All|Head|Options)\(/;
const DECORATOR = /^ {2}@/;

/** Handlers of a controller: the decorators that stand together above one method. */
function handlersOf(text: string): { line: number; decorators: string }[] {
  const lines = text.split('\n');
  const handlers: { line: number; decorators: string }[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!DECORATOR.test(lines[at]!)) continue;
    const first = at;
    // A decorator may go over several lines; the group ends at the method's own name.
    while (at < lines.length && !/^ {2}(async |private |protected )?\w+(<.*>)?\(/.test(lines[at]!)) at += 1;
    const decorators = lines.slice(first, at).join('\n');
    if (decorators.split('\n').some((line) => ROUTE.test(line)))
      handlers.push({ line: first + 1, decorators });
  }
  return handlers;
}

const controllers = sources(['libs', 'apps/api'], /\.controller\.ts$/);

it('finds the routes it is to judge', () => {
  expect(controllers.flatMap(({ text }) => handlersOf(text)).length).toBeGreaterThan(50);
});

it('every route says who may call it', () => {
  const open = controllers.flatMap(({ path, text }) =>
    handlersOf(text)
      .filter(({ decorators }) => !decorators.includes('@Allow('))
      .map(({ line }) => `${path}:${line}`),
  );
  expect(open).toEqual([]);
});

it('routes are made in controllers only', () => {
  const elsewhere = sources(['libs/server', 'libs/platform', 'apps/api'])
    .filter(({ path }) => !path.endsWith('.controller.ts') && !path.includes('/testing/'))
    .filter(({ text }) => /^@Controller\(/m.test(text));
  expect(elsewhere.map(({ path }) => path)).toEqual([]);
});
