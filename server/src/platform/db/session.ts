import type pg from 'pg';
import { valueParsers } from './values.ts';

export const appRole = 'xinheng_app';
export const migratorRole = 'xinheng_migrator';

export type SessionOptions = {
  /** `xinheng_app` when absent; `connecting` keeps the user of the address (only to create roles and databases). */
  role?: typeof appRole | typeof migratorRole | 'connecting';
  /** Milliseconds a statement may take; 0 (no limit) when absent. The server gives its own pool one. */
  statementTimeout?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
};

/**
 * The connection settings for `url`. They travel as startup options, so that they cost no round trip and `reset` comes
 * back to them; options already in the address are kept behind ours.
 */
export function sessionConfig(url: string, options: SessionOptions): pg.ClientConfig {
  const role = options.role ?? appRole;
  const settings = [
    ...(role === 'connecting' ? [] : [`role=${role}`]),
    'TimeZone=Asia/Shanghai',
    'DateStyle=ISO',
    'jit=off',
    `statement_timeout=${options.statementTimeout ?? 0}`,
    'idle_in_transaction_session_timeout=600000',
  ];
  const address = new URL(url);
  const given = address.searchParams.get('options');
  address.searchParams.delete('options');
  return {
    connectionString: address.href,
    options: [...settings.map((setting) => `-c ${setting}`), ...(given ? [given] : [])].join(' '),
    application_name: options.applicationName ?? `xinheng ${process.pid}`,
    types: valueParsers,
    keepAlive: true,
  };
}
