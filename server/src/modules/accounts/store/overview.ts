/** Accounts as their administrator sees them. */
import type { Candidate } from '@xinheng/contracts/accounts.ts';
import type { Viewer } from '../../../platform/access/index.ts';
import { businessToday } from '../../../platform/calendar/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { binder, reachesPerson } from './reach.ts';

/** An account with what is known of its use. Moments as ISO text. */
export interface AccountOverview {
  accountId: string;
  personId: string;
  login: string;
  state: 'active' | 'disabled';
  stateReason: string | null;
  stateSince: string;
  hasPassword: boolean;
  oneTimeUntil: string | null;
  hasSecondFactor: boolean;
  identity: string | null;
  openedAt: string;
  lastSignInAt: string | null;
  lastSignInAddress: string | null;
  sessions: number;
}

/** The account, if the viewer reaches it; null otherwise. */
export async function accountOverview(
  q: Queryable,
  viewer: Viewer,
  { accountId, now, idleSince }: { accountId: string; now: Date; idleSince: Date },
): Promise<AccountOverview | null> {
  const { values, bind } = binder();
  const { rows } = await q.query<AccountOverview>(
    `select a.account_id::text as "accountId", a.person_id::text as "personId", a.login, a.state,
            a.state_reason as "stateReason", a.state_since as "stateSince", a.password_hash is not null as "hasPassword",
            a.one_time_until as "oneTimeUntil", a.identity, a.opened_at as "openedAt",
            a.last_sign_in_at as "lastSignInAt", a.last_sign_in_address as "lastSignInAddress",
            exists (select from accounts.second_factor f where f.account_id = a.account_id and f.confirmed_at is not null)
              as "hasSecondFactor",
            (select count(*)::int from accounts.session s where s.account_id = a.account_id and s.ended_at is null
                and s.absolute_until > ${bind(now)} and s.last_seen_at > ${bind(idleSince)}) as sessions
       from accounts.account a
      where a.account_id = ${bind(accountId)} and ${reachesPerson(viewer, 'a.person_id', bind)}`,
    values,
  );
  return rows[0] ?? null;
}

/** Whether the viewer may administer this person's account, there already or not yet. */
export async function isPersonReached(q: Queryable, viewer: Viewer, personId: string): Promise<boolean> {
  const { values, bind } = binder();
  const { rows } = await q.query(
    `select from organisation.person p where p.person_id = ${bind(personId)}
        and ${reachesPerson(viewer, 'p.person_id', bind)}`,
    values,
  );
  return rows.length === 1;
}

/** People within reach who hold a post, have no account, and whose name or staff number begins so; at most `most`. */
export async function peopleWithoutAccount(
  q: Queryable,
  viewer: Viewer,
  { word, most }: { word: string; most: number },
): Promise<Candidate[]> {
  const { values, bind } = binder();
  const day = `${bind(businessToday())}::date`;
  const holds = (alias: string) =>
    `${alias}.recorded_until = 'infinity' and ${alias}.valid_from <= ${day} and ${alias}.valid_until > ${day}`;
  const typed = `${bind(word)}::text`;
  const { rows } = await q.query<Candidate>(
    `select p.person_id::text as "personId", p.name, o.name as "organisationName", v.title
       from organisation.person_version p
       join lateral (select v.organisation, v.title from organisation.post_version v
                      where v.person_id = p.person_id and ${holds('v')} order by v.post_id limit 1) v on true
       join organisation.organisation_version o on o.code = v.organisation and ${holds('o')}
      where ${holds('p')} and (starts_with(p.name, ${typed}) or p.staff_number = ${typed})
        and not exists (select from accounts.account a where a.person_id = p.person_id)
        and ${reachesPerson(viewer, 'p.person_id', bind)}
      order by p.name, p.person_id limit ${bind(most)}`,
    values,
  );
  return rows;
}
