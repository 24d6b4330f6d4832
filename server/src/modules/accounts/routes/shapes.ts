import { Type } from 'typebox';

const text = Type.String();
const namedCode = Type.Object({ code: text, name: text });
const reach = Type.Union(['self', 'own', 'units', 'region', 'city'].map((name) => Type.Literal(name)));

const post = Type.Object({
  postId: text,
  title: text,
  organisation: text,
  organisationName: text,
  region: text,
  regionName: text,
  roles: Type.Array(namedCode),
});

/** `Session` of contracts/src/workbench.ts. */
export const sessionSchema = Type.Object({
  state: Type.Union(
    ['anonymous', 'second-factor', 'enrol-second-factor', 'change-password', 'active'].map((name) =>
      Type.Literal(name),
    ),
  ),
  csrfToken: text,
  officer: Type.Optional(
    Type.Object({
      personId: text,
      name: text,
      accountId: text,
      post,
      posts: Type.Array(post),
      permissions: Type.Record(text, reach),
      idleSeconds: Type.Integer(),
      absoluteUntil: text,
    }),
  ),
  practice: Type.Boolean(),
  demonstration: Type.Boolean(),
  city: namedCode,
  oidc: Type.Optional(Type.Object({ title: text })),
  passwordRules: Type.Optional(Type.Array(text)),
});

export const enrolmentSchema = Type.Object({
  secret: text,
  otpauthUrl: text,
  qrSvg: text,
  recoveryCodes: Type.Array(text),
});

/** Bounded, so that nobody makes us hash a megabyte; longer than any policy allows, so that the policy speaks. */
export const passwordText = Type.String({ minLength: 1, maxLength: 1024 });
export const loginText = Type.String({ minLength: 1, maxLength: 200 });

const optionalText = Type.Optional(text);

/** `SessionInfo[]` of contracts/src/accounts.ts. */
export const sessionListSchema = Type.Array(
  Type.Object({
    sessionId: text,
    method: text,
    begunAt: text,
    lastSeenAt: text,
    absoluteUntil: text,
    address: text,
    userAgent: text,
    own: Type.Boolean(),
  }),
);

/** `Account` of contracts/src/accounts.ts. */
export const accountSchema = Type.Object({
  accountId: text,
  personId: text,
  name: text,
  login: text,
  state: text,
  stateReason: optionalText,
  stateSince: text,
  posts: Type.Array(Type.Omit(post, ['region', 'regionName'])),
  administrator: Type.Boolean(),
  hasPassword: Type.Boolean(),
  oneTimeUntil: optionalText,
  hasSecondFactor: Type.Boolean(),
  identity: optionalText,
  lockedUntil: optionalText,
  openedAt: text,
  lastSignInAt: optionalText,
  lastSignInAddress: optionalText,
  sessions: Type.Integer(),
});

/** `OneTimePassword` of contracts/src/accounts.ts. */
export const oneTimePasswordSchema = Type.Object({ accountId: text, login: text, password: text, until: text });

/** Account and session numbers: anything else is answered as what is not there. */
export const numberText = Type.String({ minLength: 1, maxLength: 20 });
export const identityText = Type.String({ minLength: 1, maxLength: 255, pattern: '^\\S(.*\\S)?$' });
