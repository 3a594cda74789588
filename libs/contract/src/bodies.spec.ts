import * as c from './index.ts';

const ID = '0199f3a0-7b1c-7000-8000-0000000000aa';

describe('events', () => {
  const good = {
    id: ID,
    occurred: '2026-11-21T01:02:03.5Z',
    event: 'prefect.flow-run.Running',
    resource: { 'prefect.resource.id': 'prefect.flow-run.1' },
    related: [{ 'prefect.resource.id': 'x', 'prefect.resource.role': 'flow' }],
    payload: { a: 1 },
    extra: 'ignored',
  };
  const labels = (count: number): Record<string, string> => ({
    'prefect.resource.id': 'x',
    ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`l${i}`, 'v'])),
  });

  it('are read without zod', () => {
    expect(c.parseEvent(good)).toEqual({
      id: ID,
      occurred: Date.parse(good.occurred) * 1000,
      event: good.event,
      resource: good.resource,
      related: good.related,
      payload: { a: 1 },
      follows: null,
    });
    expect(c.parseEvent({ ...good, related: undefined, payload: undefined })).toMatchObject({
      related: [],
      payload: {},
    });
  });

  it.each([
    [{ ...good, id: undefined }, 'id: Field required'],
    [{ ...good, resource: {} }, 'resource: Value error, Resources must include'],
    [{ ...good, resource: { 'prefect.resource.id': '' } }, 'must be non-empty'],
    [{ ...good, resource: { 'prefect.resource.id': 5 } }, 'resource.prefect.resource.id: Input'],
    [{ ...good, resource: labels(500) }, 'maximum number of labels'],
    [{ ...good, related: [{ 'prefect.resource.id': 'x' }] }, 'related.0: Value error, Related Resources'],
    [{ ...good, related: Array(101).fill(good.related[0]) }, 'maximum number of related'],
    [{ ...good, event: 'x'.repeat(1025) }, 'Event name must be'],
    [{ ...good, event: 'a\0' }, 'event: Input'],
    [{ ...good, payload: null }, 'payload: Input'],
    [{ ...good, follows: 'nope' }, 'follows: Input'],
    [null, 'dictionary'],
    [[good], 'dictionary'],
  ])('%# are refused with a reason', (value, reason) => expect(c.parseEvent(value)).toContain(reason));

  it('accept the limits themselves', () => {
    const value = {
      ...good,
      resource: labels(499),
      related: Array(100).fill(good.related[0]),
      event: 'x'.repeat(1024),
    };
    expect(typeof c.parseEvent(value)).toBe('object');
  });

  it('come in lists over HTTP, with raw payloads to be kept', () => {
    expect(c.eventsCreateBody.parse([good, good])).toHaveLength(2);
    expect(c.opaquePathsOf(c.eventsCreateBody)).toEqual(['*.payload']);
  });
});

describe('logs', () => {
  const line = {
    name: 'prefect',
    level: 20,
    message: 'hi',
    timestamp: '2026-11-21 01:02:03.000001+00:00',
    flow_run_id: ID,
  };

  it('accept lines of workers and old clients', () => {
    const [first, second] = c.logsCreateBody.parse([
      line,
      { ...line, level: '30', flow_run_id: null, worker_id: ID },
    ]);
    expect(first).toEqual({
      name: 'prefect',
      level: 20,
      message: 'hi',
      timestamp: Date.parse('2026-11-21T01:02:03Z') * 1000 + 1,
      flow_run_id: ID,
      task_run_id: null,
      worker_id: null,
    });
    expect(second).toMatchObject({ level: 30, flow_run_id: null, worker_id: ID });
  });

  it.each([
    [{ ...line, color: 'red' }, 'extra_forbidden', ['body', 0, 'color']],
    [{ ...line, level: 2 ** 40 }, 'less_than_equal', ['body', 0, 'level']],
    [{ ...line, level: 1.5 }, 'int_parsing', ['body', 0, 'level']],
    [{ ...line, message: undefined }, 'missing', ['body', 0, 'message']],
    [{ ...line, message: 'a\0' }, 'string_unicode', ['body', 0, 'message']],
    [7, 'model_attributes_type', ['body', 0]],
  ])('%# refuse what cannot be stored', (value, type, loc) => {
    const result = c.logsCreateBody.safeParse([value]);
    expect(c.toExceptionDetail(result.error!, [value], 'body')[0]).toMatchObject({ type, loc });
  });
});

describe('runs', () => {
  it('are created with every default in place', () => {
    expect(
      c.flowRunCreate.parse({ flow_id: ID, name: '', empirical_policy: { max_retries: 2 } }),
    ).toMatchObject({
      name: null,
      state: null,
      parameters: {},
      tags: [],
      labels: {},
      job_variables: {},
      empirical_policy: { retries: 2, retry_delay: null, pause_keys: [], resuming: false, retry_type: null },
    });
  });

  it('keep absent and null apart in updates', () => {
    expect(c.flowRunUpdate.parse({})).toEqual({});
    expect(c.flowRunUpdate.parse({ infrastructure_pid: null })).toEqual({ infrastructure_pid: null });
    expect(c.deploymentUpdate.parse({ paused: true, worker_pool_name: 'old' })).toEqual({ paused: true });
  });

  it('name a state after its type', () => {
    expect(c.setStateBody.parse({ state: { type: 'COMPLETED', data: { x: 1 } } })).toMatchObject({
      force: false,
      state: { name: 'Completed', message: null, state_details: { deferred: false, transition_id: null } },
    });
    expect(c.opaquePathsOf(c.setStateBody)).toEqual(['state.data']);
  });

  it('never share a default between two bodies', () => {
    const first = c.runInputFilterBody.parse({ prefix: 'a' });
    first.exclude_keys.push('x');
    expect(c.runInputFilterBody.parse({ prefix: 'a' }).exclude_keys).toEqual([]);
    c.flowCreate.parse({ name: 'a' }).tags.push('x');
    expect(c.flowCreate.parse({ name: 'a' }).tags).toEqual([]);
  });

  it('take null for absent in embedded bodies, and ignore unknown members there', () => {
    const body = c.flowRunsFilterBody.parse({
      sort: null,
      flows: null,
      offset: null,
      limit: null,
      unknown: 1,
    });
    expect(body).toMatchObject({ sort: 'ID_DESC', flows: null, offset: 0, limit: null });
  });

  it('read the inputs of tasks by their kind', () => {
    const inputs = {
      x: [{ input_type: 'parameter', name: 'y' }, { id: ID }],
      z: [{ input_type: 'constant', type: 'int' }],
    };
    expect(
      c.taskRunCreate.parse({ task_key: 'k', dynamic_key: '0', task_inputs: inputs }).task_inputs,
    ).toEqual({
      x: [
        { input_type: 'parameter', name: 'y' },
        { input_type: 'task_run', id: ID },
      ],
      z: [{ input_type: 'constant', type: 'int' }],
    });
  });
});

describe('deployments and schedules', () => {
  it.each([
    [{ interval: 60 }, true],
    [{ interval: 'PT1M', timezone: 'Europe/Paris' }, true],
    [{ interval: 60, timezone: 'Mars/Base' }, false],
    [{ interval: 60, timezone: '+01:00' }, false],
    [{ cron: '0 0 * * *', timezone: null }, true],
    [{ cron: '0 0 * * *', interval: 60 }, false],
    [{ rrule: 'FREQ=DAILY' }, true],
    [{ rrule: 'x'.repeat(6501) }, false],
    [{}, false],
    [null, false],
  ])('schedule %j is accepted: %j', (schedule, accepted) =>
    expect(c.deploymentScheduleCreate.safeParse({ schedule }).success).toBe(accepted),
  );

  it('limits the runs of a schedule and one kind of concurrency limit per deployment', () => {
    const schedule = { cron: '* * * * *' };
    expect(c.deploymentScheduleCreate.safeParse({ schedule, max_scheduled_runs: 51 }).success).toBe(false);
    const both = { name: 'd', flow_id: ID, concurrency_limit: 1, global_concurrency_limit_id: ID };
    expect(c.deploymentCreate.safeParse(both).success).toBe(false);
    expect(c.deploymentCreate.safeParse({ ...both, concurrency_limit: null }).success).toBe(true);
  });

  it('recognises an empty parameter schema', () => {
    const body = { name: 'd', flow_id: ID };
    expect(c.deploymentCreate.parse(body).parameter_openapi_schema).toEqual(c.EMPTY_PARAMETER_SCHEMA);
    expect(c.deploymentCreate.parse({ ...body, parameter_openapi_schema: {} }).parameter_openapi_schema).toBe(
      c.EMPTY_PARAMETER_SCHEMA,
    );
    expect(
      c.deploymentCreate.parse({ ...body, parameter_openapi_schema: null }).parameter_openapi_schema,
    ).toBeNull();
  });
});

describe('work pools', () => {
  const variables = { properties: { image: {} } };
  it.each([
    [{}, true],
    [{ job_configuration: { image: '{{ image }}' }, variables }, true],
    [{ job_configuration: { image: '{{ other }}' }, variables }, false],
    [{ job_configuration: { image: 'x' } }, false],
  ])('template %j is accepted: %j', (base_job_template, accepted) =>
    expect(c.workPoolCreate.safeParse({ name: 'p', base_job_template }).success).toBe(accepted),
  );
});

describe('blocks and variables', () => {
  it('asks for the name of a document that is not anonymous', () => {
    const body = { block_schema_id: ID, block_type_id: ID };
    expect(c.blockDocumentCreate.safeParse(body).success).toBe(false);
    expect(c.blockDocumentCreate.safeParse({ ...body, is_anonymous: true }).success).toBe(true);
    expect(c.blockDocumentCreate.safeParse({ ...body, name: 'Upper' }).success).toBe(false);
    expect(c.blockDocumentsFilterBody.parse({ block_documents: {} }).block_documents).toMatchObject({
      is_anonymous: { eq_: false },
    });
  });

  it.each([
    ['ok_name-1', 'v', true],
    ['Bad', 'v', false],
    ['n'.repeat(256), 'v', false],
    ['n', null, true],
    ['n', 'x'.repeat(4998), true],
    ['n', 'x'.repeat(4999), false],
  ])('variable %# is judged by name and size', (name, value, accepted) =>
    expect(c.variableCreate.safeParse({ name, value }).success).toBe(accepted),
  );
});

describe('automations', () => {
  const event = { type: 'event', posture: 'Reactive', expect: ['prefect.flow-run.*'] };
  const run = { type: 'run-deployment', source: 'selected', deployment_id: ID };
  const make = (trigger: unknown, actions: unknown[] = []): boolean =>
    c.automationCreate.safeParse({ name: 'a', trigger, actions }).success;

  it('fill in triggers', () => {
    const body = { name: 'a', trigger: { posture: 'Proactive' }, actions: [{ type: 'do-nothing' }] };
    expect(c.automationCreate.parse(body)).toMatchObject({
      enabled: true,
      owner_resource: null,
      trigger: { type: 'event', id: null, within: 10, threshold: 1, match: {}, match_related: {}, after: [] },
    });
  });

  it.each([
    [{ type: 'event', posture: 'Proactive', within: 5 }, false],
    [{ type: 'event', posture: 'Reactive', within: -1 }, false],
    [{ type: 'event', posture: 'Metric' }, false],
    [{ type: 'compound', triggers: [event], require: 'any', within: null }, true],
    [{ type: 'compound', triggers: [event], require: 2, within: 60 }, false],
    [{ type: 'compound', triggers: [event], require: 0, within: 60 }, false],
    [{ type: 'compound', triggers: [event], require: 'any' }, false],
    [
      { type: 'sequence', triggers: [event, { type: 'sequence', triggers: [event], within: 1 }], within: 60 },
      true,
    ],
    [{ type: 'metric' }, false],
  ])('trigger %j is accepted: %j', (trigger, accepted) => expect(make(trigger)).toBe(accepted));

  it('are not nested without end', () => {
    let trigger: unknown = event;
    for (let i = 0; i < 50_000; i += 1) trigger = { type: 'sequence', triggers: [trigger], within: 1 };
    expect(make(trigger)).toBe(false);
  });

  it.each([
    [{ type: 'pause-deployment', source: 'selected' }, false],
    [{ type: 'pause-deployment', source: 'inferred', deployment_id: ID }, false],
    [{ type: 'pause-deployment', source: 'inferred' }, true],
    [{ type: 'change-flow-run-state', state: 'CANCELLED' }, true],
    [{ type: 'call-webhook', block_document_id: ID, payload: { message: 'x' } }, true],
    [{ type: 'send-notification', block_document_id: ID }, false],
    [{ type: 'fly' }, false],
  ])('action %j is accepted: %j', (action, accepted) =>
    expect(make({ posture: 'Reactive' }, [action])).toBe(accepted),
  );

  it('do not start runs that start them again', () => {
    expect(make(event, [run])).toBe(false);
    expect(make(event, [{ type: 'run-deployment', source: 'inferred' }])).toBe(false);
    expect(make({ ...event, match_related: { 'prefect.resource.id': 'prefect.flow.1' } }, [run])).toBe(true);
    expect(make({ ...event, expect: ['prefect.flow-run.Failed'] }, [run])).toBe(true);
  });
});

describe('sockets', () => {
  it('read their first frames', () => {
    expect(c.authFrame.parse({ type: 'auth' })).toEqual({ type: 'auth', token: null });
    expect(c.authFrame.safeParse({ type: 'hello' }).success).toBe(false);
    const filter = {
      occurred: { since: '2026-11-21 01:02:03+00:00', until: '2027-11-21T01:02:03Z' },
      event: { prefix: null, name: ['prefect.flow-run.Cancelling'] },
      related: { id: ['x'] },
      resource: null,
      id: { id: [] },
      order: 'DESC',
    };
    expect(c.eventsOutFilterFrame.parse({ type: 'filter', filter })).toMatchObject({
      backfill: true,
      filter: { related: [{ id: ['x'] }], order: 'DESC' },
    });
    expect(c.taskSubscribeFrame.parse({ type: 'subscribe', keys: ['k'], client_id: 'host-1' }).keys).toEqual([
      'k',
    ]);
  });
});
