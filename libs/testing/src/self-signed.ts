import { generateKeyPairSync, sign } from 'node:crypto';

/** A key and a certificate that vouches for itself, in PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

const TAG = { boolean: 1, integer: 2, bits: 3, octets: 4, oid: 6, text: 12, time: 23, sequence: 48, set: 49 };
const OID = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  alternativeNames: '551d11',
};

/** One value of DER. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
const sequence = (...parts: readonly Buffer[]): Buffer => der(TAG.sequence, ...parts);
const oid = (hex: string): Buffer => der(TAG.oid, Buffer.from(hex, 'hex'));
/** Context-specific, constructed. */
const tagged = (n: number, ...parts: readonly Buffer[]): Buffer => der(0xa0 + n, ...parts);
const extension = (id: string, isCritical: boolean, value: Buffer): Buffer =>
  sequence(oid(id), ...(isCritical ? [der(TAG.boolean, Buffer.from([255]))] : []), der(TAG.octets, value));

/** A certificate for `localhost` and 127.0.0.x, whichever of `ips`; made anew each time, for tests of TLS. */
export function selfSigned(name: string, ips: readonly string[]): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const subject = sequence(der(TAG.set, sequence(oid(OID.commonName), der(TAG.text, Buffer.from(name)))));
  const names = [
    der(0x82, Buffer.from('localhost')),
    ...ips.map((ip) => der(0x87, Buffer.from(ip.split('.').map(Number)))),
  ];
  const body = sequence(
    tagged(0, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.from([1])),
    algorithm,
    subject,
    sequence(der(TAG.time, Buffer.from('200101000000Z')), der(TAG.time, Buffer.from('491231000000Z'))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        extension(OID.basicConstraints, true, sequence(der(TAG.boolean, Buffer.from([255])))),
        extension(OID.alternativeNames, false, sequence(...names)),
      ),
    ),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, algorithm, der(TAG.bits, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
