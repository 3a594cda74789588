import * as z from 'zod';

import {
  opaqueObject,
  wireBool,
  wireEnum,
  wirePattern,
  wireStr,
  wireTimedelta,
  wireUuid,
} from './primitives.ts';
import { stateTypeName } from './states.ts';
import { type Choice, isJsonObject, list, orNull, rule, variant, withDefault } from './wire-type.ts';

const type = <const T extends string>(name: T) =>
  withDefault(wireEnum([name], 'literal_error'), name as never); // the one value that the enum allows
const source = withDefault(wireEnum(['selected', 'inferred'], 'literal_error'), 'selected');

/** The id must be there exactly when the source is `selected`. Upstream: server/events/actions.py (3.8.8). */
const selects =
  (key: string) =>
  (action: Record<string, unknown>): string | undefined => {
    const has = Boolean(action[key]);
    if ((action['source'] === 'selected') === has) return undefined;
    return `${key} is ${has ? 'not allowed' : 'required'}`;
  };

const plain = <const T extends string>(name: T) => z.object({ type: type(name) });
const onDeployment = <const T extends string>(name: T) =>
  rule(z.object({ type: type(name), source, deployment_id: orNull(wireUuid) }), selects('deployment_id'));
const onWorkPool = <const T extends string>(name: T) =>
  rule(z.object({ type: type(name), source, work_pool_id: orNull(wireUuid) }), selects('work_pool_id'));
const onWorkQueue = <const T extends string>(name: T) =>
  rule(z.object({ type: type(name), source, work_queue_id: orNull(wireUuid) }), selects('work_queue_id'));
const onAutomation = <const T extends string>(name: T) =>
  rule(z.object({ type: type(name), source, automation_id: orNull(wireUuid) }), selects('automation_id'));

/** Old UIs send an object instead of text. Upstream: CallWebhook.ensure_payload_is_a_string (3.8.8). */
const payloadText = z
  .preprocess(
    (value) => (isJsonObject(value) || Array.isArray(value) ? JSON.stringify(value, null, 2) : value),
    wireStr,
  )
  .default('');

const EMAILS_MAX = 20;
/** One address: no display name, no list, nothing that ends a header. */
const emailAddress = wirePattern(/^[^\s@,;:<>()"]{1,64}@[^\s@,;:<>()"]{1,255}$/, 'must be an e-mail address');

/** `schedule_after` is seconds. */
const runDeployment = rule(
  z.object({
    type: type('run-deployment'),
    source,
    deployment_id: orNull(wireUuid),
    parameters: orNull(opaqueObject),
    job_variables: orNull(opaqueObject),
    schedule_after: withDefault(wireTimedelta({ min: 0 }), 0),
  }),
  selects('deployment_id'),
);

/** One schema per kind of action. Whether a template is valid is for the use case to say. */
export const ACTIONS = {
  'do-nothing': { name: 'DoNothing', schema: plain('do-nothing') },
  'run-deployment': { name: 'RunDeployment', schema: runDeployment },
  'pause-deployment': { name: 'PauseDeployment', schema: onDeployment('pause-deployment') },
  'resume-deployment': { name: 'ResumeDeployment', schema: onDeployment('resume-deployment') },
  'cancel-flow-run': { name: 'CancelFlowRun', schema: plain('cancel-flow-run') },
  'delete-flow-run': { name: 'DeleteFlowRun', schema: plain('delete-flow-run') },
  'change-flow-run-state': {
    name: 'ChangeFlowRunState',
    schema: z.object({
      type: type('change-flow-run-state'),
      name: orNull(wireStr),
      state: stateTypeName,
      message: orNull(wireStr),
      force: withDefault(wireBool, false),
    }),
  },
  'pause-work-queue': { name: 'PauseWorkQueue', schema: onWorkQueue('pause-work-queue') },
  'resume-work-queue': { name: 'ResumeWorkQueue', schema: onWorkQueue('resume-work-queue') },
  'send-notification': {
    name: 'SendNotification',
    schema: z.object({
      type: type('send-notification'),
      block_document_id: wireUuid,
      subject: withDefault(wireStr, 'Prefect automated notification'),
      body: wireStr,
    }),
  },
  'call-webhook': {
    name: 'CallWebhook',
    schema: z.object({ type: type('call-webhook'), block_document_id: wireUuid, payload: payloadText }),
  },
  'pause-automation': { name: 'PauseAutomation', schema: onAutomation('pause-automation') },
  'resume-automation': { name: 'ResumeAutomation', schema: onAutomation('resume-automation') },
  'suspend-flow-run': { name: 'SuspendFlowRun', schema: plain('suspend-flow-run') },
  'resume-flow-run': { name: 'ResumeFlowRun', schema: plain('resume-flow-run') },
  'pause-work-pool': { name: 'PauseWorkPool', schema: onWorkPool('pause-work-pool') },
  'resume-work-pool': { name: 'ResumeWorkPool', schema: onWorkPool('resume-work-pool') },
} as const;

/** Of the hosted edition; the reference does not know it. Without a block, the mail server of the settings sends. */
export const HOSTED_ACTIONS = {
  'send-email-notification': {
    name: 'SendEmailNotification',
    schema: rule(
      z.object({
        type: type('send-email-notification'),
        emails: list(emailAddress),
        subject: withDefault(wireStr, 'Orch automated notification'),
        body: wireStr,
        block_document_id: orNull(wireUuid),
      }),
      ({ emails }) =>
        emails.length >= 1 && emails.length <= EMAILS_MAX
          ? undefined
          : `1 to ${EMAILS_MAX} emails are required`,
    ),
  },
} as const;
const ALL_ACTIONS = { ...ACTIONS, ...HOSTED_ACTIONS };
export type ActionType = keyof typeof ALL_ACTIONS;

const isActionType = (name: unknown): name is ActionType =>
  typeof name === 'string' && Object.hasOwn(ALL_ACTIONS, name);
const TAGS = Object.keys(ALL_ACTIONS)
  .map((name) => `'${name}'`)
  .join(', ');

/** What an automation does, told apart by `type`. Upstream: server/events/actions.py, ServerActionTypes (3.8.8). */
export const action = variant((value): Choice<(typeof ALL_ACTIONS)[ActionType]['schema']> | undefined => {
  const kind = value['type'] ?? 'do-nothing';
  return isActionType(kind) ? ALL_ACTIONS[kind] : undefined;
}, `Input tag 'type' should be one of ${TAGS}`);
export type Action = z.output<typeof action>;
