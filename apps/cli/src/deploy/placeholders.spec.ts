import { fillEnvironment, fillOutputs, fillPresentOutputs, placeholdersIn } from './placeholders.ts';

const ENV = { TAG: 'v1' };

it.each([
  { text: '{{ image.tag }}', filled: 'abc' },
  { text: 'x:{{ image.tag }}-{{ $TAG }}', filled: 'x:abc-v1' },
  { text: '{{ rows }}', filled: 5 },
  { text: 'rows {{ rows }} {{ on }}', filled: 'rows 5 True' },
  { text: '{{ list[1].name }}', filled: 'b' },
  { text: '{{ ctx.flow_run.id }}', filled: '{{ ctx.flow_run.id }}' },
  { text: '{{ prefect.blocks.secret.key }}', filled: '{{ prefect.blocks.secret.key }}' },
  { text: '{{ $NOT_SET }}', filled: '' },
  { text: 'no {{ thing }}!', filled: 'no !' },
])('$text becomes $filled', ({ text, filled }) => {
  const outputs = { image: { tag: 'abc' }, rows: 5, on: true, list: [{ name: 'a' }, { name: 'b' }] };
  expect(fillOutputs(text, outputs, ENV)).toBe(filled);
});

it('leaves out a member that nobody knows, and names it', () => {
  const missing: string[] = [];
  const filled = fillOutputs({ a: '{{ nothing }}', b: ['{{ nothing }}', 1] }, {}, ENV, (name) =>
    missing.push(name),
  );
  expect(filled).toEqual({ b: [1] });
  expect(missing).toEqual(['nothing', 'nothing']);
});

it('keeps in pull steps what only the worker can know', () => {
  const step = {
    token: '{{ prefect.blocks.secret.key }}',
    folder: '{{ push.folder }}',
    other: '{{ later }}',
  };
  expect(fillPresentOutputs([step], { push: { folder: 'f' } }, ENV)).toEqual([{ ...step, folder: 'f' }]);
});

it('keeps what the environment does not set', () => {
  expect(fillEnvironment(['{{ $TAG }}', '{{ $OTHER }}'], ENV)).toEqual(['v1', '{{ $OTHER }}']);
});

it('takes no inherited members for values', () => {
  expect(fillOutputs('x{{ constructor.name }}', {}, ENV)).toBe('x');
});

it('finds every placeholder once', () => {
  expect([...placeholdersIn({ a: '{{ x }}', b: ['{{x}}', '{{ $Y }}'] })]).toEqual(['x', '$Y']);
});
