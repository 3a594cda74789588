import { csvLine } from './log-csv.ts';

const LINE = { id: 'x', name: 'n', level: 20, flow_run_id: 'f', task_run_id: null };

it.each([
  {
    message: 'plain',
    timestamp: '2026-11-21 01:02:03+00',
    text: '2026-11-21 01:02:03+00:00,20,f,,plain\r\n',
  },
  {
    message: 'a "quoted", two-line\nmessage',
    timestamp: '2026-11-21 01:02:03.45+00',
    text: '2026-11-21 01:02:03.450000+00:00,20,f,,"a ""quoted"", two-line\nmessage"\r\n',
  },
])('prints $message as Python would', ({ message, timestamp, text }) => {
  expect(csvLine({ ...LINE, message, timestamp })).toBe(text);
});
