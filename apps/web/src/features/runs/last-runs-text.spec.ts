import { lastRunsText } from './last-runs-text.ts';

describe('last runs in words', () => {
  it('says that there are none, and that they are not there yet', () => {
    expect(lastRunsText([])).toBe('No runs yet');
    expect(lastRunsText(undefined)).toBe('Last runs: loading');
  });

  it('counts by what the states are called', () => {
    expect(lastRunsText(['Completed', 'Timed out', 'Completed'])).toBe(
      'Last 3 runs: 2 completed, 1 timed out',
    );
  });

  it('says one run in the singular', () => {
    expect(lastRunsText(['Failed'])).toBe('Last run: failed');
  });
});
