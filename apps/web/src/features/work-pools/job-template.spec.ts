import { defaultsOf, withDefaults } from './job-template.ts';

const template = {
  job_configuration: { command: '{{ command }}' },
  variables: {
    type: 'object',
    properties: { command: { type: 'string' }, stream: { type: 'boolean', default: true } },
  },
};

it('reads what each variable is by default', () => expect(defaultsOf(template)).toEqual({ stream: true }));

it('writes defaults and takes them away, and leaves the rest', () => {
  expect(withDefaults(template, { command: 'sh' })).toEqual({
    job_configuration: { command: '{{ command }}' },
    variables: {
      type: 'object',
      properties: { command: { type: 'string', default: 'sh' }, stream: { type: 'boolean' } },
    },
  });
  expect(withDefaults({}, { command: 'sh' })).toEqual({});
});
