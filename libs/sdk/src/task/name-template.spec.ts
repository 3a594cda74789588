import { fillTemplate } from './name-template.ts';

it.each([
  ['load-{file}', { file: 'a.csv' }, 'load-a.csv'],
  ['{user.name}: {count}', { user: { name: 'Ada' }, count: 3 }, 'Ada: 3'],
  ['{missing}', {}, '{missing}'],
  ['{list}', { list: [1, 2] }, '[1,2]'],
  ['{constructor}', {}, '{constructor}'],
  ['plain', undefined, 'plain'],
])('%s of %j is %s', (template, values, name) => expect(fillTemplate(template, values)).toBe(name));
