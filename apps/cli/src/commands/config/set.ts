import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import { OUTPUT_FORMATS } from '../../output/printer.ts';
import { isSettingName, type SettingName, SETTINGS } from '../../settings/settings.ts';

const PROBLEMS: Partial<Record<SettingName, (value: string) => string | undefined>> = {
  ORCH_API_URL: (value) =>
    /^https?:\/\//.test(value) && URL.canParse(value) ? undefined : 'is an http or https URL',
  ORCH_OUTPUT: (value) =>
    OUTPUT_FORMATS.some((format) => format === value) ? undefined : `is one of ${OUTPUT_FORMATS.join(', ')}`,
  ORCH_TIMEOUT: (value) => (Number(value) > 0 ? undefined : 'is a number of seconds'),
};

/** What is wrong with the value of a setting; undefined when it fits. */
export const problemOfSetting = (name: SettingName, value: string): string | undefined =>
  PROBLEMS[name]?.(value);

export const setConfig: Command = {
  name: 'set',
  summary: 'Set settings of the profile',
  takes: [['<setting...>', 'NAME=VALUE; the value "-" is read from standard input']],
  examples: ['config set ORCH_OUTPUT=json', 'config set ORCH_API_KEY=- < key.txt'],
  run: async (context, given) => {
    const values: Record<string, string> = {};
    for (const pair of given.args) {
      const [, name = '', typed = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (!isSettingName(name))
        throw usage(`"${name || pair}" is no setting`, `Settings: ${Object.keys(SETTINGS).join(', ')}`);
      const value = typed === '-' ? (await context.terminal.readInput()).trim() : typed;
      const problem = problemOfSetting(name, value);
      if (problem) throw usage(`${name} ${problem}`);
      values[name] = value;
    }
    const { profile } = context.settings;
    context.profiles.set(profile, values);
    if (context.profileSet.active === null) context.profiles.use(profile);
    const names = Object.keys(values);
    await context.print.done(
      `Set ${names.join(', ')} in profile ${profile}.`,
      { profile, set: names },
      profile,
    );
  },
};
