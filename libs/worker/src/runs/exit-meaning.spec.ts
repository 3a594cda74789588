import { crashMessage, exitCodeOfSignal, exitSentence } from './exit-meaning.ts';

it.each([
  [{ exitCode: 3 }, 'The process ended with exit code 3.'],
  [{ exitCode: 127 }, 'The process ended with exit code 127. The command was not found.'],
  [
    { exitCode: -9 },
    'The process was ended by SIGKILL (exit code -9). The system does so when memory runs out.',
  ],
  [{ exitCode: null }, 'Nobody knows how the run ended.'],
  [{ exitCode: null, reason: 'The job was deleted.' }, 'The job was deleted.'],
  [{ exitCode: 137, reason: 'Out of memory' }, 'Out of memory (exit code 137)'],
])('%o', (end, sentence) => expect(exitSentence(end)).toBe(sentence));

it('a signal has the exit code that Python gives it', () => {
  expect([exitCodeOfSignal('SIGKILL'), exitCodeOfSignal('SIGTERM')]).toEqual([-9, -15]);
});

it('the message of a crash has the last ten lines that say something', () => {
  const lines = Array.from({ length: 14 }, (_, n) => (n % 4 === 0 ? '' : `line ${n}`));
  const message = crashMessage({ exitCode: 1 }, lines);
  expect(message.split('\n').slice(1)).toEqual(lines.filter(Boolean).slice(-10));
  expect(crashMessage({ exitCode: 2 }, [' ', ''])).toBe('The process ended with exit code 2.');
});
