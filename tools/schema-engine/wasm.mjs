// Loads Prisma's schema engine from its WebAssembly build.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

let panic = '';

/** Text of the Rust panic that ended the engine, or ''. */
export const panicText = () => panic;

/** @returns {Promise<typeof bindings.SchemaEngine>} */
export const loadSchemaEngine = async () => {
  // The engine reports a panic only here; without it the command line ends silently with exit code 0.
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    get: () => panic,
    set_message: (message) => (panic = `RustPanic: ${message}`),
  };
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const bytes = readFileSync(entry.replace(/schema_engine\.js$/, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();
  return bindings.SchemaEngine;
};
