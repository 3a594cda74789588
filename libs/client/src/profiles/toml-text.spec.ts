import { addTable, removeTable, renameTable, setKey, setTopKey, unsetKey } from './toml-text.ts';

const FILE = `# my profiles
active = "prod" # the usual one

[profiles.prod] # production
# asked for by Ada
ORCH_API_URL = "https://a.example.com/api" # do not touch
ORCH_API_KEY = 'pnu_1'

# for trying out
[profiles.dev]
ORCH_API_URL = "http://127.0.0.1:4300/api"
`;

describe('edits of profiles.toml keep everything else as it was', () => {
  it('a changed value keeps its comment', () => {
    expect(setKey(FILE, 'prod', 'ORCH_API_URL', 'https://b.example.com/api')).toBe(
      FILE.replace('https://a.example.com', 'https://b.example.com'),
    );
  });
  it('a new key goes behind the last one of its profile, before the next one’s comment', () => {
    expect(setKey(FILE, 'prod', 'ORCH_OUTPUT', 'json')).toBe(
      FILE.replace(`'pnu_1'\n`, `'pnu_1'\nORCH_OUTPUT = "json"\n`),
    );
  });
  it('a new profile goes to the end', () => {
    expect(setKey(FILE, 'new', 'ORCH_OUTPUT', 'json')).toBe(
      `${FILE}\n[profiles.new]\nORCH_OUTPUT = "json"\n`,
    );
  });
  it('the active profile changes in place, and is put first when there was none', () => {
    expect(setTopKey(FILE, 'active', 'dev')).toBe(FILE.replace('"prod" #', '"dev" #'));
    expect(setTopKey('[profiles.a]\n', 'active', 'a')).toBe('active = "a"\n\n[profiles.a]\n');
    expect(setTopKey('', 'active', 'a')).toBe('active = "a"\n');
  });
  it('a removed key leaves its neighbours', () => {
    expect(unsetKey(FILE, 'prod', 'ORCH_API_KEY')).toBe(FILE.replace("ORCH_API_KEY = 'pnu_1'\n", ''));
    expect(unsetKey(FILE, 'none', 'ORCH_API_KEY')).toBe(FILE);
  });
  it('a removed profile leaves the comment above the next one', () => {
    const left = removeTable(FILE, 'prod');
    expect(left).toContain('# for trying out\n[profiles.dev]');
    expect(left).not.toContain('pnu_1');
  });
  it('a renamed profile keeps its comment', () => {
    expect(renameTable(FILE, 'prod', 'main')).toBe(FILE.replace('[profiles.prod]', '[profiles.main]'));
  });
  it('names and values that need quotes get them', () => {
    expect(addTable('', 'a.b')).toBe('[profiles."a.b"]\n');
    expect(setKey(addTable('', 'a.b'), 'a.b', 'K', 'say "x"\\')).toBe(
      '[profiles."a.b"]\nK = "say \\"x\\"\\\\"\n',
    );
  });
});
