import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import type { ValidationContext, ValidationRule } from 'graphql';

/** Largest operation, in characters and in tokens: looked at before anything is parsed. */
export const OPERATION_CHARACTERS_MAX = 32 * 1024;
export const OPERATION_TOKENS_MAX = 2_000;

/** Deep enough for every page we have, and for the introspection that tools send. */
const DEPTH_MAX = 12;
const ALIASES_MAX = 15;
const DIRECTIVES_MAX = 20;
const COST_MAX = 5_000;

/** What an operation may ask for at most; each rule refuses while validating, before a resolver runs. */
export const OPERATION_LIMITS: readonly ValidationRule[] = [
  maxDepthRule({ n: DEPTH_MAX, exposeLimits: true }),
  maxAliasesRule({ n: ALIASES_MAX, allowList: [], exposeLimits: true }),
  maxDirectivesRule({ n: DIRECTIVES_MAX, exposeLimits: true }),
  costLimitRule({
    maxCost: COST_MAX,
    objectCost: 2,
    scalarCost: 1,
    depthCostFactor: 1.3,
    exposeLimits: true,
  }),
  // their visitor types name fewer members than a rule may have
].map((rule) => rule as (context: ValidationContext) => ReturnType<ValidationRule>);
