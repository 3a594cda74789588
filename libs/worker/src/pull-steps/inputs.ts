import type { JsonObject } from '@orch/client';
import { isObject } from '../job-template/nested.ts';

/** Inputs of a step, each read as what it has to be. Errors name the input, never its value. */
export class Inputs {
  constructor(private readonly values: JsonObject) {}

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw new Error(`"${name}" is missing`);
    return value;
  }
  optionalText(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`"${name}" has to be a text`);
    return String(value);
  }
  flag(name: string, standard: boolean): boolean {
    const value = this.values[name];
    if (value === undefined || value === null) return standard;
    if (typeof value === 'boolean') return value;
    if (value === 'true' || value === 'True') return true;
    if (value === 'false' || value === 'False') return false;
    throw new Error(`"${name}" has to be true or false`);
  }
  texts(name: string): readonly string[] {
    const value = this.values[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw new Error(`"${name}" has to be a list`);
    return value.map(String);
  }
  object(name: string): JsonObject | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) throw new Error(`"${name}" has to be an object`);
    return value;
  }
}
