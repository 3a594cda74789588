// What a browser can load: the index without the files that need Node's own modules.
export * from './orch-error.ts';
export * from './clock.ts';
export * from './instant.ts';
export * from './json-text.ts';
