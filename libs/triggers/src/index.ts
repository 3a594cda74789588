export * from './templates/ast.ts';
export * from './templates/template-error.ts';
export * from './templates/validate-template.ts';
export * from './rendering/budget.ts';
export * from './rendering/render-template.ts';
export type { Filter, Invocation } from './rendering/invocation.ts';
export * from './values/model.ts';
export * from './values/value.ts';
export * from './rendering/filters/link-filters.ts';
