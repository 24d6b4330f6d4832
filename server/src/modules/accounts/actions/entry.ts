/** What the audit log is told about a step of signing in. */
import { type Officer, whoIs } from '../../../platform/access/index.ts';
import type { AuditEntry } from '../../../platform/audit/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import type { Origin } from '../context.ts';
import type { Account } from '../store/accounts.ts';

/** The part of an entry that says whose account it is, before there is an officer. */
export function ofAccount(
  account: Pick<Account, 'accountId' | 'personId'>,
  origin: Origin,
): Omit<AuditEntry, 'action'> {
  return {
    actor: `account:${account.accountId}`,
    person: account.personId,
    object: `account:${account.accountId}`,
    address: origin.address,
    requestId: origin.requestId,
  };
}

/** The part of an entry that a signed-in officer, or one who is about to be, decides. */
export function ofOfficer(officer: Officer, origin: Origin): Omit<AuditEntry, 'action'> {
  return {
    ...whoIs(officer),
    name: officer.name,
    object: `session:${officer.sessionId}`,
    address: origin.address,
    requestId: origin.requestId,
  };
}

/** A field that is wrong, said beside it. */
export function badField(field: string, message: string): XinhengError {
  return new XinhengError('bad-request', { message, details: { errors: [{ in: 'body', field, message }] } });
}

/** The step is not the one that the session is at. */
export function notThisStep(): XinhengError {
  return new XinhengError('conflict', '登录已进行到另一步，请刷新页面。');
}
