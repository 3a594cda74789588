import { inputsOf, Lineage, resolveArgument, trackObject } from './lineage.ts';

const ref = { kind: 'task_run', id: 'r1' } as const;
const wire = { input_type: 'task_run', id: 'r1' };

it('objects are known by identity, in arrays and objects too', () => {
  const rows = { rows: [1] };
  trackObject(rows, ref);
  expect(inputsOf(rows)).toEqual([wire]);
  expect(inputsOf({ left: [rows], right: rows })).toEqual([wire]);
  expect(inputsOf({ rows: [1] })).toEqual([]);
});

it('what is taken out of a result is known too, unless another run made it', () => {
  const other = {};
  trackObject(other, { kind: 'task_run', id: 'r0' });
  const result = [{ a: 1 }, other];
  new Lineage().remember(result, ref);
  const [own, passed] = result;
  expect(inputsOf([own])).toEqual([wire]);
  expect(inputsOf(passed)).toEqual([{ input_type: 'task_run', id: 'r0' }]);
});

it('numbers and texts are known when they are marked', () => {
  const lineage = new Lineage();
  lineage.remember(42, ref);
  expect(inputsOf(42)).toEqual([]);
  expect(inputsOf(lineage.dependency(42))).toEqual([wire]);
  expect(inputsOf(lineage.dependency(43))).toEqual([]);
});

it('what is looked at is bounded, and cycles end', () => {
  const circle: { self?: object } = {};
  circle.self = circle;
  expect(inputsOf(circle)).toEqual([]);
});

it('values stand where promises of runs and dependencies stood', async () => {
  const promise = Promise.resolve(7);
  trackObject(promise, ref);
  const marked = new Lineage().dependency('x');
  expect(await resolveArgument({ a: [promise], b: marked, c: 1 })).toEqual({ a: [7], b: 'x', c: 1 });
  expect(await resolveArgument(Promise.resolve(8))).toBe(8);
});

it('what has nothing to wait for keeps its identity', async () => {
  const data = { deep: { list: [1, 2, 3] } };
  expect(await resolveArgument(data)).toBe(data);
});
