/**
 * The one place where the environment and the command line of the program are read. Everything else is handed a Config.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { XinhengError } from '../errors/index.ts';

export const programFolder = fileURLToPath(new URL('../../../../', import.meta.url));

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
  /** Leave an empty store empty instead of filling it with the demonstration city. */
  empty: boolean;
  logLevel: LogLevel;
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

/** The settings of `environment`; each wrong one is an error `configuration-invalid` with one Chinese sentence. */
export function readConfig(environment: Environment = process.env): Config {
  /** An empty variable counts as absent: that is how shells and compose files unset things. */
  const value = (name: string) => environment[name]?.trim() || undefined;
  const city = value('XINHENG_CITY') ?? 'jinan';
  if (!/^[a-z][a-z0-9-]*$/.test(city))
    throw wrong(`XINHENG_CITY 应为 cities/ 下的目录名（如 jinan），现在是“${city}”。`);
  const databaseUrl = value('DATABASE_URL');
  const dataFolder = value('XINHENG_DATA');
  return {
    port: portOf(value('PORT') ?? '3000'),
    host: value('HOST') ?? '127.0.0.1',
    databaseUrl: databaseUrl === undefined ? undefined : databaseUrlOf(databaseUrl),
    dataFolder: dataFolder === undefined ? path.join(programFolder, '.data') : path.resolve(dataFolder),
    city,
    empty: false,
    logLevel: logLevelOf(value('LOG_LEVEL') ?? 'info'),
  };
}

export const startOptionsHelp = `  --city CODE   运行哪个城市（cities/ 下的目录名），默认 jinan
  --port N      网页端口，默认 3000（0 为任意空闲端口）
  --host ADDR   监听地址，默认 127.0.0.1；0.0.0.0 表示对外提供
  --data DIR    数据目录，默认 .data
  --empty       空库保持为空，不生成演示城市`;

/** `readConfig` with the options of `npm start -- …` and `xinheng start …` laid over it. */
export function readStartConfig(args: readonly string[], environment: Environment = process.env): Config {
  let values: { city?: string; port?: string; host?: string; data?: string; empty?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        city: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        empty: { type: 'boolean' },
      },
    }));
  } catch (cause) {
    throw new XinhengError('configuration-invalid', {
      message: `启动参数有误（${(cause as Error).message.split('.')[0]}）。可用的参数：\n${startOptionsHelp}`,
      cause,
    });
  }
  const config = readConfig({
    ...environment,
    ...(values.city === undefined ? {} : { XINHENG_CITY: values.city }),
    ...(values.port === undefined ? {} : { PORT: values.port }),
    ...(values.host === undefined ? {} : { HOST: values.host }),
    ...(values.data === undefined ? {} : { XINHENG_DATA: values.data }),
  });
  return { ...config, empty: values.empty ?? false };
}
