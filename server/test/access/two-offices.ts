/** Two offices of one city with the same things in each: what one has, the other must not even learn of. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { openAccount } from '../../src/modules/accounts/actions/administer.ts';
import { importFile } from '../../src/modules/exchange/index.ts';
import { tryFile } from '../../src/modules/exchange/trial.ts';
import { setDuty } from '../../src/modules/organisation/actions/duties.ts';
import { createOrganisation } from '../../src/modules/organisation/actions/organisations.ts';
import { appoint, createPerson, type Doing } from '../../src/modules/organisation/index.ts';
import { createToken, type Officer, permissions } from '../../src/platform/access/index.ts';
import type { City } from '../../src/platform/city/index.ts';
import { type Tx, transact } from '../../src/platform/db/index.ts';
import { header, nextCode, row } from '../bad-input/rows.ts';
import { officerOf } from '../officers.ts';
import type { Program } from './program.ts';

/** Everything that has a number or a name by which it can be asked for. */
export interface Holdings {
  department: string;
  account: string;
  /** An account to be administered, and a session of it. */
  login: string;
  session: string;
  /** Of a program. */
  token: string;
  subject: string;
  record: string;
  batch: string;
  /** A row of the batch that waits. */
  pending: string;
  trial: string;
  view: string;
  /** Told to the office and nobody else. */
  notice: string;
  draft: string;
  exported: string;
  /** A person with a post, a station below the office, a duty: each to be administered. */
  person: string;
  post: string;
  unit: string;
  duty: string;
  /** Of its record, by somebody of the public; a monthly report of the office. */
  challenge: string;
  report: string;
  /** Between its record and the register; an automatic correction of its records. */
  difference: string;
  correction: string;
}

export const offices = { here: 'market-regulation-370102', there: 'market-regulation-370103' } as const;

/** Holds every permission there is, each only as far as its own office and region. */
export function officerWithAll(city: City, department: string): Officer {
  const officer = officerOf(city, department, []);
  return { ...officer, grants: new Map(Object.keys(permissions).map((name) => [name, 'region' as const])) };
}

/** A code that nobody has, registered in the region. */
function codeIn(region: string): string {
  return usccFrom(`91${region}${nextCode().slice(8, 17)}`);
}

/** Fills both offices by the front door: registrations, penalties, a trial, rows that wait; and what officers keep. */
export async function settle({ database: { db }, city, folder }: Program, department: string): Promise<Holdings> {
  const region = department.slice(-6);
  const uploads = join(folder, 'uploads');
  await mkdir(uploads, { recursive: true });
  const code = codeIn(region);
  // The region of a business is where its address is.
  const address = `济南市${city.regions.find((one) => one.code === region)?.name}测试路1号`;
  const hand = async (item: string, by: string, text: string, trial = false) => {
    const upload = `${by}-${item}-${trial}-${region}`;
    const path = join(uploads, upload);
    await writeFile(path, text);
    const base = {
      city,
      item,
      department: by,
      path,
      name: 'x.csv',
      channel: 'workbench' as const,
      actor: 'test',
      upload,
    };
    return trial ? (await tryFile(db, base)).batch : (await importFile(db, base)).batch;
  };
  await hand('enterprise-registration', 'market-regulation', `${header}\n${row({ code, address })}\n`);
  const penalties = `行政相对人名称,统一社会信用代码,行政处罚决定书文号,违法事实,处罚依据,处罚类别,处罚内容,处罚决定日期,处罚机关\n济南样例有限公司,${code},济罚〔2026〕1号,占道经营,某条例第一条,罚款,罚款五百元,2026-10-12,某局\n济南无此有限公司,${codeIn(region)},济罚〔2026〕2号,占道经营,某条例第一条,罚款,罚款五百元,2026-10-12,某局\n`;
  const batch = await hand('administrative-penalty', department, penalties);
  const trial = await hand('administrative-penalty', department, penalties, true);
  const one = async (text: string, values: unknown[]) => {
    const { rows } = await db.pool.query<{ id: string }>(text, values);
    if (rows[0] === undefined) throw new Error(`nothing found: ${text}`);
    return String(rows[0].id);
  };
  const account = officerWithAll(city, department).accountId;
  const doing = { viewer: { kind: 'operator', name: 'test' } as const, city };
  const staff = await transact(db, (tx) => staffOf(tx, doing, city, department));
  const login = await transact(db, async (tx) => {
    const { personId } = await createPerson(tx, doing, { name: `人员${region}` });
    await appoint(tx, doing, { personId, organisation: department, title: '科员' });
    const opened = { personId, login: `officer-${region}`, hash: 'none', oneTime: false };
    return openAccount({ city, now: () => new Date() }, tx, doing, opened);
  });
  const given = { department, label: '前置机', permissions: ['batches.submit'], createdBy: 'test' };
  const { tokenId } = await transact(db, (tx) => createToken(tx, given));
  return {
    department,
    account,
    token: tokenId,
    login,
    session: await one(
      `insert into accounts.session (session_id, secret_hash, account_id, post_id, standing, method, begun_at,
         last_seen_at, absolute_until, must_change_password, address, user_agent)
       values ($1::text, sha256($1::text::bytea), $2, 1, '', 'password', now(), now(), now() + interval '1 hour', false, '', '')
       returning session_id as id`,
      [`session-${region}`, login],
    ),
    subject: code,
    record: await one('select record_key as id from records.record where subject_code = $1 and department = $2', [
      code,
      department,
    ]),
    batch: String(batch),
    pending: `${batch}-${await one('select row_number as id from exchange.pending_row where batch_id = $1', [batch])}`,
    trial: String(trial),
    ...staff,
    view: await one(
      `insert into workbench.saved_view (account, department, list, title, filters, columns, sort)
       values ($1, $2, 'batches', 't', '{}', '{}', 's') returning view_id as id`,
      [account, department],
    ),
    notice: await one(
      `insert into workbench.notice (title, body, audience, audience_code, published_by, department)
       values ('t', 't', 'organisation', $1, 'test', $1) returning notice_id as id`,
      [department],
    ),
    exported: await one(
      `insert into workbench.export (account, person, post, department, list, list_title, format, filters, columns, sort)
       values ($1, '1', '1', $2, 'batches', '批次', 'csv', '{}', '{batch}', '-batch') returning export_id as id`,
      [account, department],
    ),
    challenge: await one(
      `insert into scorecards.challenge (subject_code, subject_name, record_key, record_version, item, department, region,
         ground, claim, origin)
       values ($1, 't', gen_random_uuid(), 1, 'administrative-penalty', $2, $3, 'wrong', 't', 't')
       returning challenge_id as id`,
      [code, department, region],
    ),
    report: await one(
      `insert into scorecards.report (department, month, edition, indicators, colour, received, figures, pdf, digest)
       values ($1, '2026-10', 1, 't', 'none', 0, '{}', 'x', 't') returning report_id as id`,
      [department],
    ),
    difference: await one(
      `insert into comparison.difference (subject_code, difference_id, rule, pair, region, left_item, left_department,
         left_record, left_version, left_batch, left_row, left_value, right_batch, right_row, right_value, sensitive, acting, gravity)
       values ($1, gen_random_uuid(), 'name-differs-from-register', 0, $3, 'administrative-penalty', $2, gen_random_uuid(), 1,
         1, 1, 'a', 1, 1, 'b', false, $2, 'general') returning difference_id as id`,
      [code, department, region],
    ),
    correction: await one(
      `insert into comparison.correction (rule, pair, department, item, shape, decision, confirmations, would_change, proposed_by)
       values ('name-differs-from-register', 0, $1, 'administrative-penalty', 'behind x', 'right', 3, 0, 'test')
       returning correction_id as id`,
      [department],
    ),
    draft: await one(
      `insert into exchange.entry_draft (owner, department, item, title, entered)
       values ('account:' || $1, $2, 'administrative-penalty', 't', '{}') returning draft_id as id`,
      [account, department],
    ),
  };
}

/** A person in a post, a station and a duty of the office. */
async function staffOf(tx: Tx, doing: Doing, city: City, department: string) {
  const region = department.slice(-6);
  const unit = `station-${region}`;
  const words = { name: `${region}所`, shortName: `${region}所`, remit: '', uscc: null };
  const ground = { kind: 'department', level: 'station', region, parent: department } as const;
  await createOrganisation(tx, doing, { code: unit, ...words, ...ground });
  const { personId } = await createPerson(tx, doing, { name: `职员${region}` });
  const { postId } = await appoint(tx, doing, { personId, organisation: department, title: '科员' });
  const item = { organisation: department, kind: 'licence-item', item: '0001' } as const;
  const { dutyId } = await setDuty(tx, doing, item, city.catalogue.items);
  return { person: personId, post: postId, unit, duty: dutyId };
}
