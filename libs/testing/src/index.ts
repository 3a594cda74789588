export { type MailStub, type StubMail, startMailStub } from './mail-stub.ts';
export { createTestDatabase, type TestDatabase } from './postgres.ts';
export { type SelfSigned, selfSigned } from './self-signed.ts';
