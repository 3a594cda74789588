import { readFileSync } from 'node:fs';
import { type ApiClient, ApiError } from '@orch/client';
import { Failure, problemOf, usage } from '../failure.ts';
import { intervalSeconds } from './schedules.ts';
import { type Mapping, isMapping } from '../mapping.ts';

/** Members of a trigger that belong to its automation or to the run it starts. */
const OWN = ['name', 'description', 'enabled', 'parameters', 'job_variables', 'schedule_after'];

/**
 * A trigger as `--trigger` takes it: JSON, or the name of a YAML or JSON file with `triggers:` in it.
 * @throws Failure
 */
export const triggersFrom = async (given: string): Promise<readonly Mapping[]> => {
  const isFile = /\.(ya?ml|json)$/.test(given);
  try {
    const { parse } = await import('../yaml.ts');
    const value = (isFile ? parse(readFileSync(given, 'utf8')) : JSON.parse(given)) as unknown;
    const list = isFile && isMapping(value) ? value['triggers'] : [value];
    if (Array.isArray(list) && list.every(isMapping)) return list;
  } catch (error) {
    throw usage(`--trigger ${given}: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw usage(`--trigger takes JSON, or a file with a list of "triggers", not ${given}`);
};

/** The type of a trigger, which files may leave out where its other members say it. */
const typeOf = (spec: Mapping): unknown => {
  if (spec['type'] !== undefined) return spec['type'];
  return 'metric' in spec ? 'metric' : 'triggers' in spec ? 'compound' : 'event';
};

/** What the API asks for and files may leave out; parts of a compound trigger, too. */
const withDefaults = (trigger: Mapping): Mapping => {
  const parts = trigger['triggers'];
  if (Array.isArray(parts))
    return {
      ...trigger,
      triggers: parts.map((part: unknown) =>
        isMapping(part) ? withDefaults({ ...part, type: typeOf(part) }) : part,
      ),
    };
  if (trigger['type'] !== 'event') return trigger;
  return {
    posture: 'Reactive',
    threshold: 1,
    within: trigger['posture'] === 'Proactive' ? 10 : 0,
    ...trigger,
  };
};

/** The automation that a trigger of a deployment stands for. */
export const automationOf = (spec: Mapping, deploymentId: string, fallbackName: string): Mapping => {
  const trigger = Object.fromEntries(Object.entries(spec).filter(([name]) => !OWN.includes(name)));
  return {
    name: spec['name'] ?? fallbackName,
    description: spec['description'] ?? '',
    enabled: spec['enabled'] ?? true,
    trigger: withDefaults({ ...trigger, type: typeOf(spec) }),
    actions: [
      {
        type: 'run-deployment',
        source: 'selected',
        deployment_id: deploymentId,
        parameters: spec['parameters'] ?? null,
        job_variables: spec['job_variables'] ?? null,
        schedule_after: intervalSeconds(spec['schedule_after'] ?? 0) ?? 0,
      },
    ],
    owner_resource: `prefect.deployment.${deploymentId}`,
  };
};

/** Replaces the automations that an earlier deploy made for this deployment. */
export const putTriggers = async (
  client: ApiClient,
  deploymentId: string,
  deploymentName: string,
  specs: readonly Mapping[],
): Promise<void> => {
  await client.call('DELETE /automations/owned-by/{resource_id}', {
    path: { resource_id: `prefect.deployment.${deploymentId}` },
  });
  for (const [at, spec] of specs.entries()) {
    const body = automationOf(spec, deploymentId, `${deploymentName}__automation_${at + 1}`);
    await client.call('POST /automations/', { body }).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      throw new Failure(`trigger ${at + 1} of deployment ${deploymentName}: ${problemOf(error)}`);
    });
  }
};
