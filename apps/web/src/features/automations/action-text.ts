import type { Action, AutomationDraft } from '../../api/automations.ts';
import type { IconName } from '../../ui/icon.tsx';
import { listed, type Phrase, say, spanText } from './phrase.ts';
import { type NameOf, triggerPhrase } from './trigger-text.ts';

/** What kind of thing an action acts on, when one is chosen. */
export type Target = 'deployment' | 'work-pool' | 'work-queue' | 'automation' | 'block';
interface ActionKind {
  readonly label: string;
  readonly icon: IconName;
  readonly group: 'Runs' | 'Deployments and pools' | 'Messages' | 'Other';
  readonly target?: Target;
}

/** All that an automation can do; the order is that of the list to choose from. */
export const ACTION_KINDS: Readonly<Record<string, ActionKind>> = {
  'send-notification': { label: 'Send a notification', icon: 'bell', group: 'Messages', target: 'block' },
  'send-email-notification': { label: 'Send an e-mail', icon: 'mail', group: 'Messages' },
  'call-webhook': { label: 'Call a webhook', icon: 'send', group: 'Messages', target: 'block' },
  'run-deployment': { label: 'Run a deployment', icon: 'play', group: 'Runs', target: 'deployment' },
  'cancel-flow-run': { label: 'Cancel the flow run', icon: 'slash', group: 'Runs' },
  'change-flow-run-state': { label: 'Change the state of the flow run', icon: 'pencil', group: 'Runs' },
  'suspend-flow-run': { label: 'Suspend the flow run', icon: 'pause', group: 'Runs' },
  'resume-flow-run': { label: 'Resume the flow run', icon: 'play', group: 'Runs' },
  'delete-flow-run': { label: 'Delete the flow run', icon: 'trash', group: 'Runs' },
  'pause-deployment': {
    label: 'Pause a deployment',
    icon: 'pause',
    group: 'Deployments and pools',
    target: 'deployment',
  },
  'resume-deployment': {
    label: 'Resume a deployment',
    icon: 'rocket',
    group: 'Deployments and pools',
    target: 'deployment',
  },
  'pause-work-pool': {
    label: 'Pause a work pool',
    icon: 'pause',
    group: 'Deployments and pools',
    target: 'work-pool',
  },
  'resume-work-pool': {
    label: 'Resume a work pool',
    icon: 'layers',
    group: 'Deployments and pools',
    target: 'work-pool',
  },
  'pause-work-queue': {
    label: 'Pause a work queue',
    icon: 'pause',
    group: 'Deployments and pools',
    target: 'work-queue',
  },
  'resume-work-queue': {
    label: 'Resume a work queue',
    icon: 'layers',
    group: 'Deployments and pools',
    target: 'work-queue',
  },
  'pause-automation': { label: 'Pause an automation', icon: 'pause', group: 'Other', target: 'automation' },
  'resume-automation': { label: 'Resume an automation', icon: 'bolt', group: 'Other', target: 'automation' },
  'do-nothing': { label: 'Do nothing', icon: 'minus', group: 'Other' },
};

/** The member of the action that names what it acts on. */
export const targetMember = (target: Target): string =>
  target === 'block' ? 'block_document_id' : `${target.replace('-', '_')}_id`;
const resourceKind = (target: Target): string => (target === 'block' ? 'block-document' : target);

function targetPhrase(action: Action, target: Target, nameOf: NameOf): Phrase {
  if (action['source'] === 'inferred') return say`${`that ${target.replace('-', ' ')}`}`;
  const id = action[targetMember(target)];
  if (typeof id !== 'string' || id === '') return ['…'];
  return say`${nameOf(`prefect.${resourceKind(target)}.${id}`) ?? `${target.replace('-', ' ')} ${id.slice(0, 8)}`}`;
}

/** What one action does: "run Taxi1", "cancel the flow run". */
export function actionPhrase(action: Action, nameOf: NameOf): Phrase {
  const kind = ACTION_KINDS[action.type];
  if (!kind) return say`${action.type}`;
  const thing = kind.target ? targetPhrase(action, kind.target, nameOf) : [];
  switch (action.type) {
    case 'send-notification':
      return say`notify by ${thing}`;
    case 'call-webhook':
      return say`call ${thing}`;
    case 'send-email-notification': {
      const to = Array.isArray(action['emails']) ? action['emails'].map(String) : [];
      return to.length > 0 ? say`send an e-mail to ${to.join(', ')}` : say`send an e-mail`;
    }
    case 'run-deployment': {
      const delay = Number(action['schedule_after']) || 0;
      return delay > 0 ? say`run ${thing} after ${spanText(delay)}` : say`run ${thing}`;
    }
    case 'change-flow-run-state': {
      const state = action['name'] ?? action['state'];
      return say`set the flow run to ${String(state ?? '…').toLowerCase()}`;
    }
    default:
      if (kind.target) return say`${`${action.type.startsWith('pause') ? 'pause' : 'resume'} `}${thing}`;
      return [kind.label.charAt(0).toLowerCase() + kind.label.slice(1)];
  }
}

type Sayable = Pick<AutomationDraft, 'trigger' | 'actions' | 'actions_on_trigger' | 'actions_on_resolve'>;

/** The whole automation: "When a flow run becomes failed, notify by Slack." */
export function automationPhrase(automation: Sayable, nameOf: NameOf): Phrase {
  const doing = listed(
    [...automation.actions, ...automation.actions_on_trigger].map((one) => actionPhrase(one, nameOf)),
    'and',
  );
  const over = listed(
    automation.actions_on_resolve.map((one) => actionPhrase(one, nameOf)),
    'and',
  );
  return [
    'When ',
    ...triggerPhrase(automation.trigger, nameOf),
    ', ',
    ...(doing.length > 0 ? doing : over.length > 0 ? [] : ['nothing is done yet']),
    ...(over.length > 0 ? [doing.length > 0 ? '; when that is over, ' : 'when that is over, ', ...over] : []),
    '.',
  ];
}
