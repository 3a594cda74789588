// what terminals take as colours and movements of the cursor
const ESCAPE = String.fromCharCode(27);
const TERMINAL = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]`, 'g');

/** A line of a log as people read it: without the codes that colour it in a terminal. */
export const logText = (message: string): string =>
  message.includes(ESCAPE) ? message.replace(TERMINAL, '') : message;
