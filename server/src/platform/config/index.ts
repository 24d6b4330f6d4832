/**
 * The one place where the environment and the command line of the program are read. Everything else is handed a Config.
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { XinhengError } from '../errors/index.ts';

export const programFolder = fileURLToPath(new URL('../../../../', import.meta.url));

/** As package.json says. */
export const programVersion: string = JSON.parse(
  readFileSync(path.join(programFolder, 'package.json'), 'utf8'),
).version;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Config = {
  /** 0 lets the system choose. */
  port: number;
  host: string;
  /** An outside PostgreSQL; undefined = the embedded one under `dataFolder`. */
  databaseUrl: string | undefined;
  /** Absolute. */
  dataFolder: string;
  city: string;
  /** 练习版: a store of its own with a generated city; nothing leaves it. */
  practice: boolean;
  /** Leave an empty store empty instead of filling it with the demonstration city. */
  empty: boolean;
  logLevel: LogLevel;
  audit: AuditConfig;
  /** `https://credit.example.gov.cn`: how browsers reach us; undefined = what they say in the Host header. */
  origin: string | undefined;
  /** Addresses and networks of proxies whose X-Forwarded-* headers are believed. */
  trustProxy: readonly string[];
  /** Addresses and networks from which administrators may sign in; empty = from anywhere. */
  administratorNetworks: readonly string[];
  /** File with the key of what is kept encrypted; undefined = `keys/` in the data folder, made at first need. */
  secretKeyFile: string | undefined;
  /** The city's identity service 统一身份认证; undefined = none. */
  oidc: OidcConfig | undefined;
};

export type OidcConfig = {
  issuer: string;
  clientId: string;
  /** File that holds the client secret. */
  clientSecretFile: string;
  scope: string;
  /** The claim that names the account: `sub`, or a staff number. */
  claim: string;
  /** What the button says. */
  title: string;
  /** Where the service has addresses beside its issuer's origin, as lines of the outbound allow list. */
  origins: string[];
};

export const auditSuites = { ed25519: 'ed25519-sha256', sm2: 'sm2-sm3' } as const;

/** How the audit log is sealed. */
export type AuditConfig = {
  /** The signing key's file; undefined = `audit/` of the data folder, made at the first start. */
  keyFile: string | undefined;
  suite: (typeof auditSuites)[keyof typeof auditSuites];
  /** Between two seals. */
  sealSeconds: number;
  /** Writes are refused when an entry has waited longer for its seal. */
  stallSeconds: number;
};

export type Environment = Readonly<Record<string, string | undefined>>;

function wrong(message: string): XinhengError {
  return new XinhengError('configuration-invalid', message);
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw wrong(`PORT 应为 0 到 65535 之间的整数，现在是“${text}”。`);
}

function databaseUrlOf(text: string): string {
  const address = URL.parse(text);
  if (!address || !/^postgres(ql)?:$/.test(address.protocol)) {
    // The value may hold a password, so it is not repeated.
    throw wrong('DATABASE_URL 应形如 postgresql://用户:口令@主机:5432/数据库。');
  }
  if (address.pathname.length < 2)
    throw wrong('DATABASE_URL 缺少数据库名，应形如 postgresql://用户:口令@主机:5432/数据库。');
  return text;
}

function logLevelOf(text: string): LogLevel {
  const level = logLevels.find((name) => name === text);
  if (!level) throw wrong(`LOG_LEVEL 应为 ${logLevels.join('、')} 之一，现在是“${text}”。`);
  return level;
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  if (/^\d{1,7}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw wrong(`${name} 应为 ${least} 到 ${most} 之间的整数，现在是“${text}”。`);
}

function auditOf(value: (name: string) => string | undefined): AuditConfig {
  const suite = value('XINHENG_AUDIT_SUITE') ?? 'ed25519';
  if (suite !== 'ed25519' && suite !== 'sm2') {
    throw wrong(`XINHENG_AUDIT_SUITE 应为 ${Object.keys(auditSuites).join(' 或 ')}，现在是“${suite}”。`);
  }
  const keyFile = value('XINHENG_AUDIT_KEY');
  return {
    keyFile: keyFile === undefined ? undefined : path.resolve(keyFile),
    suite: auditSuites[suite],
    sealSeconds: wholeNumber('XINHENG_AUDIT_SEAL_SECONDS', value('XINHENG_AUDIT_SEAL_SECONDS') ?? '5', 1, 3600),
    stallSeconds:
      60 * wholeNumber('XINHENG_AUDIT_STALL_MINUTES', value('XINHENG_AUDIT_STALL_MINUTES') ?? '240', 1, 100_000),
  };
}

/** An origin without path, as browsers send it. */
function originOf(text: string): string {
  const address = URL.parse(text);
  if (address && /^https?:$/.test(address.protocol) && address.pathname === '/' && !address.search)
    return address.origin;
  throw wrong(`XINHENG_ORIGIN 应形如 https://credit.example.gov.cn，不带路径，现在是“${text}”。`);
}

const networkNames = new Set(['loopback', 'linklocal', 'uniquelocal']);

function isNetwork(text: string): boolean {
  const [address = '', prefix] = text.split('/');
  const version = isIP(address);
  if (version === 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

function networksOf(name: string, text: string | undefined, names: ReadonlySet<string> = new Set()): string[] {
  const networks = (text ?? '').split(',').flatMap((part) => part.trim() || []);
  const fault = networks.find((network) => !isNetwork(network) && !names.has(network));
  if (fault === undefined) return networks;
  throw wrong(`${name} 应为以逗号分隔的地址或网段（10.1.0.0/16），“${fault}”不是。`);
}

/** All of the identity service, or nothing. */
function oidcOf(value: (name: string) => string | undefined): OidcConfig | undefined {
  const issuer = value('XINHENG_OIDC_ISSUER');
  if (issuer === undefined) return undefined;
  const clientId = value('XINHENG_OIDC_CLIENT_ID');
  const clientSecretFile = value('XINHENG_OIDC_CLIENT_SECRET_FILE');
  if (clientId === undefined || clientSecretFile === undefined)
    throw wrong('设置了 XINHENG_OIDC_ISSUER，还须设置 XINHENG_OIDC_CLIENT_ID 与 XINHENG_OIDC_CLIENT_SECRET_FILE。');
  const address = URL.parse(issuer);
  const local = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(address?.hostname ?? '');
  if (!address || !(address.protocol === 'https:' || (address.protocol === 'http:' && local)))
    throw wrong('XINHENG_OIDC_ISSUER 应为 https:// 开头的地址。');
  return {
    issuer,
    clientId,
    clientSecretFile: path.resolve(clientSecretFile),
    scope: value('XINHENG_OIDC_SCOPE') ?? 'openid',
    claim: value('XINHENG_OIDC_CLAIM') ?? 'sub',
    title: value('XINHENG_OIDC_TITLE') ?? '统一身份认证登录',
    origins: (value('XINHENG_OIDC_ORIGINS') ?? '').split(',').flatMap((part) => part.trim() || []),
  };
}

/** The settings of `environment`; each wrong one is an error `configuration-invalid` with one Chinese sentence. */
export function readConfig(environment: Environment = process.env): Config {
  /** An empty variable counts as absent: that is how shells and compose files unset things. */
  const value = (name: string) => environment[name]?.trim() || undefined;
  const city = value('XINHENG_CITY') ?? 'jinan';
  if (!/^[a-z][a-z0-9-]*$/.test(city))
    throw wrong(`XINHENG_CITY 应为 cities/ 下的目录名（如 jinan），现在是“${city}”。`);
  const databaseUrl = value('DATABASE_URL');
  const dataFolder = value('XINHENG_DATA');
  const origin = value('XINHENG_ORIGIN');
  const secretKeyFile = value('XINHENG_SECRET_KEY_FILE');
  return {
    port: portOf(value('PORT') ?? '3000'),
    host: value('HOST') ?? '127.0.0.1',
    databaseUrl: databaseUrl === undefined ? undefined : databaseUrlOf(databaseUrl),
    dataFolder: dataFolder === undefined ? path.join(programFolder, '.data') : path.resolve(dataFolder),
    city,
    practice: false,
    empty: false,
    logLevel: logLevelOf(value('LOG_LEVEL') ?? 'info'),
    origin: origin === undefined ? undefined : originOf(origin),
    trustProxy: networksOf('XINHENG_TRUST_PROXY', value('XINHENG_TRUST_PROXY'), networkNames),
    administratorNetworks: networksOf('XINHENG_ADMIN_NETWORKS', value('XINHENG_ADMIN_NETWORKS')),
    secretKeyFile: secretKeyFile === undefined ? undefined : path.resolve(secretKeyFile),
    oidc: oidcOf(value),
    audit: auditOf(value),
  };
}

export const startOptionsHelp = `  --city CODE   运行哪个城市（cities/ 下的目录名），默认 jinan
  --port N      网页端口，默认 3000（0 为任意空闲端口）
  --host ADDR   监听地址，默认 127.0.0.1；0.0.0.0 表示对外提供
  --data DIR    数据目录，默认 .data
  --empty       空库保持为空，不生成演示城市
  --practice    练习版：另用一套数据库（.data-practice），内容均由程序生成，不对外发送；默认端口 3001`;

/** `readConfig` with the options of `npm start -- …` and `xinheng start …` laid over it. */
export function readStartConfig(args: readonly string[], environment: Environment = process.env): Config {
  let values: { city?: string; port?: string; host?: string; data?: string; empty?: boolean; practice?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        city: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        empty: { type: 'boolean' },
        practice: { type: 'boolean' },
      },
    }));
  } catch (cause) {
    throw new XinhengError('configuration-invalid', {
      message: `启动参数有误（${(cause as Error).message.split('.')[0]}）。可用的参数：\n${startOptionsHelp}`,
      cause,
    });
  }
  const config = readConfig({
    ...(values.practice ? practiceEnvironment(environment) : environment),
    ...(values.city === undefined ? {} : { XINHENG_CITY: values.city }),
    ...(values.port === undefined ? {} : { PORT: values.port }),
    ...(values.host === undefined ? {} : { HOST: values.host }),
    ...(values.data === undefined ? {} : { XINHENG_DATA: values.data }),
  });
  return { ...config, empty: values.empty ?? false, practice: values.practice ?? false };
}

/**
 * The settings of the practice edition beside those of the real one, so that both run from one machine and one
 * environment file: store, data folder, port and origin are its own, and it knows no identity service.
 */
function practiceEnvironment(environment: Environment): Environment {
  const {
    XINHENG_OIDC_ISSUER: _issuer,
    XINHENG_SECRET_KEY_FILE: _secret,
    XINHENG_AUDIT_KEY: _key,
    ...rest
  } = environment;
  return {
    ...rest,
    DATABASE_URL: environment.XINHENG_PRACTICE_DATABASE_URL,
    XINHENG_DATA: environment.XINHENG_PRACTICE_DATA ?? path.join(programFolder, '.data-practice'),
    PORT: environment.XINHENG_PRACTICE_PORT ?? '3001',
    XINHENG_ORIGIN: environment.XINHENG_PRACTICE_ORIGIN,
  };
}
