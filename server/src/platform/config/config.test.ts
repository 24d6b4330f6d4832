import { expect, test } from 'vitest';
import { XinhengError } from '../errors/index.ts';
import { programFolder, readConfig, readStartConfig } from './index.ts';

test('an empty environment gives the defaults', () => {
  expect(readConfig({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: undefined,
    dataFolder: `${programFolder}.data`,
    city: 'jinan',
    practice: false,
    empty: false,
    logLevel: 'info',
    audit: { keyFile: undefined, suite: 'ed25519-sha256', sealSeconds: 5, stallSeconds: 14_400 },
    origin: undefined,
    trustProxy: [],
    administratorNetworks: [],
    secretKeyFile: undefined,
    oidc: undefined,
  });
});

test.each([
  [{ PORT: '70000' }, /PORT/],
  [{ PORT: '80a' }, /PORT/],
  [{ DATABASE_URL: 'mysql://a/b' }, /DATABASE_URL/],
  [{ DATABASE_URL: 'postgresql://u:geheim@host:5432' }, /缺少数据库名/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
  [{ XINHENG_CITY: '../etc' }, /XINHENG_CITY/],
  [{ XINHENG_ORIGIN: 'credit.example' }, /XINHENG_ORIGIN/],
  [{ XINHENG_ORIGIN: 'https://credit.example/portal' }, /不带路径/],
  [{ XINHENG_TRUST_PROXY: 'true' }, /XINHENG_TRUST_PROXY/],
  [{ XINHENG_ADMIN_NETWORKS: '10.0.0.0/33' }, /10\.0\.0\.0\/33/],
  [{ XINHENG_ADMIN_NETWORKS: 'loopback' }, /XINHENG_ADMIN_NETWORKS/],
  [{ XINHENG_OIDC_ISSUER: 'https://id.example' }, /XINHENG_OIDC_CLIENT_ID/],
  [
    {
      XINHENG_OIDC_ISSUER: 'http://id.example',
      XINHENG_OIDC_CLIENT_ID: 'x',
      XINHENG_OIDC_CLIENT_SECRET_FILE: 'secret',
    },
    /https/,
  ],
  [{ XINHENG_AUDIT_SUITE: 'rsa' }, /XINHENG_AUDIT_SUITE 应为 ed25519 或 sm2/],
  [{ XINHENG_AUDIT_SEAL_SECONDS: '0' }, /XINHENG_AUDIT_SEAL_SECONDS/],
  [{ XINHENG_AUDIT_STALL_MINUTES: '4h' }, /XINHENG_AUDIT_STALL_MINUTES/],
])('%o is refused in one Chinese sentence', (environment, sentence) => {
  expect(() => readConfig(environment)).toThrow(sentence);
  expect(() => readConfig(environment)).toThrow(XinhengError);
  expect(() => readConfig(environment)).not.toThrow(/geheim/);
});

test('the command line goes before the environment', () => {
  const config = readStartConfig(['--city', 'nanchang', '--empty', '--port=0'], {
    PORT: '4000',
    XINHENG_CITY: 'jinan',
  });
  expect(config).toMatchObject({ city: 'nanchang', empty: true, port: 0 });
});

test('an unknown option names the known ones', () => {
  expect(() => readStartConfig(['--prot', '1'], {})).toThrow(/--port/);
});

test('networks, the public address and the identity service', () => {
  const config = readConfig({
    XINHENG_ORIGIN: 'https://credit.example/',
    XINHENG_TRUST_PROXY: 'loopback, 10.0.0.1',
    XINHENG_ADMIN_NETWORKS: '10.1.0.0/16,2001:db8::/32',
    XINHENG_OIDC_ISSUER: 'https://id.example',
    XINHENG_OIDC_CLIENT_ID: 'xinheng',
    XINHENG_OIDC_CLIENT_SECRET_FILE: '/run/secrets/oidc',
    XINHENG_OIDC_CLAIM: 'staff_number',
  });
  expect(config).toMatchObject({
    origin: 'https://credit.example',
    trustProxy: ['loopback', '10.0.0.1'],
    administratorNetworks: ['10.1.0.0/16', '2001:db8::/32'],
    oidc: {
      issuer: 'https://id.example',
      claim: 'staff_number',
      scope: 'openid',
      clientSecretFile: '/run/secrets/oidc',
      origins: [],
    },
  });
});
