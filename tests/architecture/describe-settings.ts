import { configSchema } from '@orch/platform';

/** One setting of the server, as the guide shows it. */
export interface Setting {
  readonly name: string;
  readonly byDefault: string;
  readonly text: string;
}

/** Every setting of the configuration in the order of the code. */
export const describeSettings = (): Setting[] =>
  Object.entries(configSchema.shape).map(([name, schema]) => {
    const result = schema.safeParse(undefined);
    const value: unknown = result.success ? result.data : undefined;
    const shown = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
    return { name, byDefault: value === undefined ? '' : `\`${shown}\``, text: schema.description ?? '' };
  });
