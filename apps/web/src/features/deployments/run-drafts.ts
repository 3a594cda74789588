import type { Deployment, JsonObject } from '../../api/deployments.ts';
import { fallbacksOf, fieldsOf, type SchemaField } from '../schema-form/schema-field.ts';
import { type SchemaDraft, useSchemaDraft } from '../schema-form/use-schema-draft.ts';
import { variablesOf } from '../work-pools/job-template.ts';

/** What a value is when a run does not say it: the deployment's own, else what the schema names. */
const withOwn = (fields: readonly SchemaField[], own: JsonObject): readonly SchemaField[] =>
  fields.map((field) => (Object.hasOwn(own, field.name) ? { ...field, fallback: own[field.name] } : field));

/** Parameters of one run: the form begins with what a run would be called with anyway. */
export function useParameterDraft(deployment: Deployment): SchemaDraft {
  const { parameters, parameter_openapi_schema: schema } = deployment;
  const fields = withOwn(fieldsOf(schema), parameters);
  return useSchemaDraft(fields, () => ({ ...fallbacksOf(fields), ...parameters }));
}

/** Job variables of one run: only those that differ are written down. */
export function useJobVariableDraft(deployment: Deployment, template: JsonObject | undefined): SchemaDraft {
  const fields = withOwn(fieldsOf(variablesOf(template ?? {})), deployment.job_variables);
  // the deployment or the work pool has given what is needed
  const free = fields.map((field) => ({ ...field, isNeeded: false }));
  return useSchemaDraft(free, () => ({}));
}
