import type { Notice } from '@xinheng/contracts/workbench.ts';
import type { Queryable, Tx } from '../../../platform/db/index.ts';

/** Whom a notice is for. */
export type Audience = 'city' | 'region' | 'organisation' | 'role' | 'account';

/** Where an officer stands: what of a notice's audience he belongs to. */
export interface Standing {
  account: string;
  department: string;
  region: string;
  roles: readonly string[];
}

/**
 * Audiences that the officer of $1 (department), $2 (region), $3 (roles), $4 (account) belongs to: his organisation and
 * all above it, his region and all above it. What is above is asked for now, because organisations and people move.
 */
const mine = `with recursive above as (
    select code, parent from organisation.organisation_version
     where code = $1 and recorded_until = 'infinity' and valid_from <= current_date and valid_until > current_date
    union
    select o.code, o.parent from organisation.organisation_version o join above a on o.code = a.parent
     where o.recorded_until = 'infinity' and o.valid_from <= current_date and o.valid_until > current_date
  ), ground as (
    select code, parent from organisation.region_version
     where code = $2 and recorded_until = 'infinity' and valid_from <= current_date and valid_until > current_date
    union
    select r.code, r.parent from organisation.region_version r join ground g on r.code = g.parent
     where r.recorded_until = 'infinity' and r.valid_from <= current_date and r.valid_until > current_date
  ), mine as (
    select 'organisation' as audience, code from above
    union all select 'region', code from ground
    union all select 'role', unnest($3::text[])
    union all select 'account', $4::text
  )`;

const forMe = `n.withdrawn_at is null and (n.audience = 'city' or (n.audience, n.audience_code) in (select * from mine))`;

const valuesOf = ({ department, region, roles, account }: Standing): unknown[] => [department, region, roles, account];

/** The latest notices for an officer, newest first, with what he has read. */
export async function noticesFor(q: Queryable, standing: Standing, limit: number): Promise<Notice[]> {
  const { rows } = await q.query<Notice & { link: string | null }>(
    `${mine}
     select n.notice_id::text as "noticeId", n.title, n.body, n.link, n.published_at as at, r.account is not null as read
       from workbench.notice n
       left join workbench.notice_read r on r.account = $4 and r.notice_id = n.notice_id
      where ${forMe} order by n.notice_id desc limit $5`,
    [...valuesOf(standing), limit],
  );
  return rows.map(({ link, ...notice }) => ({ ...notice, ...(link !== null && { link }) }));
}

/** How many notices for an officer he has not read. */
export async function countUnread(q: Queryable, standing: Standing): Promise<number> {
  const { rows } = await q.query<{ count: number }>(
    `${mine}
     select count(*)::int as count from workbench.notice n
      where ${forMe} and not exists (select from workbench.notice_read r
                                      where r.account = $4 and r.notice_id = n.notice_id)`,
    valuesOf(standing),
  );
  return rows[0]?.count ?? 0;
}

/** Marks a notice as read. False when there is none for this officer. */
export async function markRead(tx: Tx, standing: Standing, noticeId: string): Promise<boolean> {
  const { rows } = await tx.client.query(
    `${mine} select 1 from workbench.notice n where n.notice_id = $5::bigint and ${forMe}`,
    [...valuesOf(standing), noticeId],
  );
  if (rows.length === 0) return false;
  await tx.client.query(
    'insert into workbench.notice_read (account, notice_id) values ($1, $2::bigint) on conflict do nothing',
    [standing.account, noticeId],
  );
  return true;
}

export interface NewNotice {
  title: string;
  body: string;
  link: string | null;
  audience: Audience;
  audienceCode: string | null;
  publishedBy: string;
  publisherName: string | null;
  department: string | null;
}

/** @returns the new notice's number */
export async function insertNotice(tx: Tx, of: NewNotice): Promise<string> {
  const { rows } = await tx.client.query<{ id: string }>(
    `insert into workbench.notice (title, body, link, audience, audience_code, published_by, publisher_name, department)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning notice_id::text as id`,
    [of.title, of.body, of.link, of.audience, of.audienceCode, of.publishedBy, of.publisherName, of.department],
  );
  return rows[0]?.id as string;
}

/** Withdraws a notice; false when it is withdrawn already. */
export async function withdrawNotice(tx: Tx, noticeId: string): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    'update workbench.notice set withdrawn_at = now() where notice_id = $1::bigint and withdrawn_at is null',
    [noticeId],
  );
  return rowCount === 1;
}

/** Whether there is such an organisation, or region, now. */
export async function placeKnown(q: Queryable, kind: 'organisation' | 'region', code: string): Promise<boolean> {
  const table = kind === 'organisation' ? 'organisation.organisation_version' : 'organisation.region_version';
  const { rows } = await q.query(`select 1 from ${table} where code = $1 and recorded_until = 'infinity' limit 1`, [
    code,
  ]);
  return rows.length > 0;
}

/** Who published a notice; null when there is none. */
export async function noticeNamed(q: Queryable, noticeId: string): Promise<{ department: string | null } | null> {
  const { rows } = await q.query<{ department: string | null }>(
    'select department from workbench.notice where notice_id = $1::bigint',
    [noticeId],
  );
  return rows[0] ?? null;
}
