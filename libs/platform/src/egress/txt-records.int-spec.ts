import { createSocket, type Socket } from 'node:dgram';
import { SystemTxtRecords } from './txt-records.ts';

/** A name server that knows one name: its header and question are the asker's, its answer is two TXT records. */
function answerTo(question: Buffer): Buffer {
  const end = question.indexOf(0, 12) + 5; // the name ends with a zero; type and class follow
  const head = Buffer.from(question.subarray(0, 12));
  const name = question.subarray(12, end).toString('latin1');
  const isKnown = name.includes('known');
  head.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(isKnown ? 2 : 0, 6);
  head.fill(0, 8);
  const record = (...pieces: string[]): Buffer => {
    const data = Buffer.concat(
      pieces.map((piece) => Buffer.concat([Buffer.of(piece.length), Buffer.from(piece)])),
    );
    const fixed = Buffer.from('c00c0010000100000000', 'hex'); // the name above, TXT, IN, no time to live
    return Buffer.concat([fixed, Buffer.of(data.length >> 8, data.length & 0xff), data]);
  };
  const answers = isKnown ? [record('orch-domain-', 'verification=x'), record('other')] : [];
  return Buffer.concat([head, question.subarray(12, end), ...answers]);
}

let server: Socket;
let records: SystemTxtRecords;

beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (question, from) => server.send(answerTo(question), from.port, from.address));
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  records = new SystemTxtRecords([`127.0.0.1:${server.address().port}`]);
});
afterAll(() => server?.close());

it('texts are joined from their pieces, in no promised order', async () => {
  expect((await records.of('_orch-challenge.known.test')).sort()).toEqual([
    'orch-domain-verification=x',
    'other',
  ]);
});

it('a name that is not there has none', async () => {
  expect(await records.of('missing.test')).toEqual([]);
});
