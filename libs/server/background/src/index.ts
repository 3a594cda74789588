export * from './background.module.ts';
export * from './loop.ts';
