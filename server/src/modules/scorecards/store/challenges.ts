/** All SQL of challenges 质疑. */
import type { ChallengeGround, ChallengeNumbers, ChallengeState } from '@xinheng/contracts/scorecards.ts';
import type { PoolClient } from 'pg';
import type { Queryable } from '../../../platform/db/index.ts';

export interface NewChallenge {
  subjectCode: string;
  subjectName: string;
  recordKey: string;
  recordVersion: number;
  item: string;
  department: string;
  region: string | null;
  ground: ChallengeGround;
  field: string | null;
  fieldLabel: string | null;
  claim: string;
  contact: string | null;
  origin: string;
  dueOn: string | null;
}

export interface ChallengeRow extends NewChallenge {
  challengeId: string;
  receipt: string;
  state: ChallengeState;
  openedAt: string;
  decidedAt: string | null;
  decidedByName: string | null;
  answer: string | null;
  overdue: boolean;
}

const today = `(now() at time zone 'Asia/Shanghai')::date`;

const columns = `challenge_id::text as "challengeId", receipt, subject_code as "subjectCode", subject_name as "subjectName",
  record_key as "recordKey", record_version as "recordVersion", item, department, region, ground, field,
  field_label as "fieldLabel", claim, contact, origin, state, opened_at as "openedAt", to_char(due_on, 'YYYY-MM-DD') as "dueOn",
  decided_at as "decidedAt", decided_by_name as "decidedByName", answer, coalesce(state = 'open' and due_on < ${today}, false) as overdue`;

/** @returns number and receipt of the new challenge */
export async function insertChallenge(client: PoolClient, one: NewChallenge): Promise<{ id: string; receipt: string }> {
  const { rows } = await client.query<{ id: string; receipt: string }>(
    `insert into scorecards.challenge (subject_code, subject_name, record_key, record_version, item, department, region,
       ground, field, field_label, claim, contact, origin, due_on)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning challenge_id::text as id, receipt`,
    [
      ...[one.subjectCode, one.subjectName, one.recordKey, one.recordVersion, one.item, one.department, one.region],
      ...[one.ground, one.field, one.fieldLabel, one.claim, one.contact, one.origin, one.dueOn],
    ],
  );
  return rows[0] as { id: string; receipt: string };
}

/**
 * How many challenges came from there in the last day. One after the other from one address: many at once would all find
 * room.
 */
export async function openedToday(client: PoolClient, origin: string): Promise<number> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`challenge ${origin}`]);
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from scorecards.challenge
     where origin = $1 and opened_at > now() - interval '24 hours'`,
    [origin],
  );
  return rows[0]?.n ?? 0;
}

export async function challengeByReceipt(q: Queryable, receipt: string): Promise<ChallengeRow | null> {
  const { rows } = await q.query<ChallengeRow>(`select ${columns} from scorecards.challenge where receipt = $1`, [
    receipt,
  ]);
  return rows[0] ?? null;
}

/** `lock`: for whoever is about to decide. */
export async function challengeById(q: Queryable, id: string, lock = false): Promise<ChallengeRow | null> {
  const { rows } = await q.query<ChallengeRow>(
    `select ${columns} from scorecards.challenge where challenge_id = $1 ${lock ? 'for update' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

export async function writeDecision(
  client: PoolClient,
  id: string,
  of: { state: ChallengeState; answer: string; actor: string; name: string | null },
): Promise<void> {
  await client.query(
    `update scorecards.challenge set state = $2, answer = $3, decided_by = $4, decided_by_name = $5,
       decided_at = transaction_timestamp() where challenge_id = $1`,
    [id, of.state, of.answer, of.actor, of.name],
  );
}

/** Contact details of challenges that were decided so many days ago are removed. */
export async function forgetContacts(q: Queryable, days: number): Promise<number> {
  const { rowCount } = await q.query(
    `update scorecards.challenge set contact = null
     where contact is not null and decided_at < now() - make_interval(days => $1)`,
    [days],
  );
  return rowCount ?? 0;
}

/** Numbers of the last year by department; the empty key is the sum of all. */
export async function challengeNumbers(q: Queryable): Promise<Map<string, ChallengeNumbers>> {
  const { rows } = await q.query<ChallengeNumbers & { department: string | null }>(
    `select department, count(*)::int as opened, (count(*) filter (where state = 'open'))::int as open,
       (count(*) filter (where state = 'open' and due_on < ${today}))::int as overdue,
       (count(*) filter (where state = 'upheld'))::int as upheld, (count(*) filter (where state = 'partly'))::int as partly,
       (count(*) filter (where state = 'dismissed'))::int as dismissed,
       (percentile_cont(0.5) within group (order by
         (decided_at at time zone 'Asia/Shanghai')::date - (opened_at at time zone 'Asia/Shanghai')::date)
         filter (where decided_at is not null))::float8 as "medianDays"
     from scorecards.challenge where opened_at > now() - interval '1 year'
     group by grouping sets ((department), ())`,
  );
  return new Map(rows.map(({ department, ...numbers }) => [department ?? '', numbers]));
}
