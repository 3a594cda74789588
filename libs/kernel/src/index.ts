export * from './orch-error.ts';
export * from './clock.ts';
export * from './ids.ts';
export * from './instant.ts';
export * from './json-text.ts';
export * from './secret.ts';
