import type { JsonObject } from '@orch/client';
import { applyValues, type Environment } from './apply-values.ts';
import { deepMerged, isObject, withValueAt } from './nested.ts';
import { type ReferenceSource, resolveReferences } from './references.ts';

/** `job_variables` of a deployment and of a run over it; their environments are merged. */
export const jobVariablesOf = (deployment: unknown, flowRun: unknown): JsonObject => {
  const under = isObject(deployment) ? deployment : {};
  const over = isObject(flowRun) ? flowRun : {};
  const [envUnder, envOver] = [under['env'], over['env']];
  const env = isObject(envUnder) ? { env: { ...envUnder, ...(isObject(envOver) ? envOver : {}) } } : {};
  return { ...under, ...over, ...env };
};

const defaultsOf = (template: JsonObject): JsonObject => {
  const variables = template['variables'];
  const properties = isObject(variables) ? variables['properties'] : undefined;
  const defaults: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
    const value = isObject(property) ? property['default'] : undefined;
    if (value !== undefined && value !== null) defaults[name] = value;
  }
  return defaults;
};

/** Keys with dots (`env.HOME`) become members; a plain key of the same name wins. */
const nested = (values: JsonObject): JsonObject => {
  let result: JsonObject = {};
  for (const [key, value] of Object.entries(values))
    if (key.includes('.')) result = withValueAt(result, key, value);
  for (const [key, value] of Object.entries(values)) {
    if (key.includes('.')) continue;
    const below = result[key];
    const merged = isObject(below) && isObject(value) ? deepMerged(below, value) : value;
    result = { ...result, [key]: merged };
  }
  return result;
};

const isFilled = (value: unknown): value is JsonObject => isObject(value) && Object.keys(value).length > 0;

/**
 * The job configuration of a pool's base job template with the variables of a deployment and a run.
 * Upstream: workers/base.py, BaseJobConfiguration.from_template_and_values (3.8.8).
 * @throws Error when the template is none, or names a block that is not there
 */
export const jobConfigurationOf = async (
  baseJobTemplate: JsonObject,
  jobVariables: JsonObject,
  { source, env }: { readonly source: ReferenceSource; readonly env: Environment },
): Promise<JsonObject> => {
  const given = baseJobTemplate['job_configuration'];
  if (!isObject(given)) throw new Error('the base job template of the pool has no job_configuration');
  const defaults = defaultsOf(baseJobTemplate);
  let base: JsonObject = given;
  const defaultEnv = defaults['env'];
  if (isFilled(defaultEnv))
    base = { ...base, env: isObject(base['env']) ? { ...base['env'], ...defaultEnv } : defaultEnv };
  const variables = { ...defaults, ...nested(jobVariables) };
  const ownEnv = variables['env'];
  if (isObject(base['env']) && isFilled(ownEnv)) base = { ...base, env: { ...base['env'], ...ownEnv } };
  const filled = await resolveReferences(applyValues(base, variables, env), source);
  return isObject(filled) ? filled : {};
};
