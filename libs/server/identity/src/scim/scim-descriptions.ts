import { SCIM_SCHEMAS } from '@orch/contract';

const CONFIG_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
const TYPE_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const SCHEMA_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';

const OFF = { supported: false };

/** What of RFC 7644 is there. */
export const serviceProviderConfig = (base: string): object => ({
  schemas: [CONFIG_SCHEMA],
  patch: { supported: true },
  bulk: { ...OFF, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 200 },
  changePassword: OFF,
  sort: OFF,
  etag: OFF,
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A token that an owner of the account made for the identity provider.',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

export const resourceTypes = (base: string): readonly ScimDescription[] =>
  (['User', 'Group'] as const).map((name) => ({
    schemas: [TYPE_SCHEMA],
    id: name,
    name,
    endpoint: `/${name}s`,
    schema: name === 'User' ? SCIM_SCHEMAS.user : SCIM_SCHEMAS.group,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }));

/** A description with an id of its own. */
export interface ScimDescription {
  readonly id: string;
}

interface More {
  readonly required?: boolean;
  readonly mutability?: 'readOnly' | 'readWrite' | 'immutable';
  readonly uniqueness?: 'none' | 'server';
  readonly multiValued?: boolean;
  readonly subAttributes?: readonly object[];
}

const attribute = (name: string, type: string, more: More = {}): object => ({
  name,
  type,
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
});

const USER = [
  attribute('userName', 'string', { required: true, mutability: 'immutable', uniqueness: 'server' }),
  attribute('externalId', 'string'),
  attribute('name', 'complex', {
    subAttributes: [
      attribute('givenName', 'string'),
      attribute('familyName', 'string'),
      attribute('formatted', 'string', { mutability: 'readOnly' }),
    ],
  }),
  attribute('displayName', 'string', { mutability: 'readOnly' }),
  attribute('emails', 'complex', {
    multiValued: true,
    mutability: 'readOnly',
    subAttributes: [
      attribute('value', 'string'),
      attribute('type', 'string'),
      attribute('primary', 'boolean'),
    ],
  }),
  attribute('active', 'boolean'),
];
const GROUP = [
  attribute('displayName', 'string', { required: true, uniqueness: 'server' }),
  attribute('externalId', 'string'),
  attribute('members', 'complex', {
    multiValued: true,
    subAttributes: [
      attribute('value', 'string', { mutability: 'immutable' }),
      attribute('display', 'string', { mutability: 'readOnly' }),
    ],
  }),
];

export const schemas = (base: string): readonly ScimDescription[] =>
  (
    [
      ['User', SCIM_SCHEMAS.user, 'A person in the account', USER],
      ['Group', SCIM_SCHEMAS.group, 'A team of the account', GROUP],
    ] as const
  ).map(([name, id, description, attributes]) => ({
    schemas: [SCHEMA_SCHEMA],
    id,
    name,
    description,
    attributes,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  }));
