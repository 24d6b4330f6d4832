/** Publication leaves 存证 of records: every version of a public item that is written, in the transaction that writes it. */
import { randomBytes } from 'node:crypto';
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { keepPublication, type PublicationProof, provePublication } from '../../platform/audit/index.ts';
import type { Queryable, Tx } from '../../platform/db/index.ts';
import { namesPerson } from './disclose.ts';

/** What of a row everybody is shown as it stands, and what is hidden or masked for whatever kind of party. */
function fieldsOf(item: CatalogueItem): { open: string[]; hidden: string[] } {
  const isHidden = (field: CatalogueItem['fields'][number]) =>
    field.type === 'person-id' ||
    field.mask !== undefined ||
    (field.disclosure ?? item.disclosure) !== 'public' ||
    namesPerson(item, field);
  const hidden = item.fields.filter(isHidden).map(({ name }) => name);
  return { hidden, open: item.fields.filter((field) => !isHidden(field)).map(({ name }) => name) };
}

const openContent = `(w.payload - $1::text[])::text`;

/** The text of a leaf over a row `w` of versions; $1 hidden fields, $2 open ones, $3 the salt. `code` names the subject. */
const leafText = (code: string) => `concat('["xinheng-publication/1","',
  case when w.state <> 'valid' then 'withdrawn' when w.version = 1 then 'published' else 'amended' end, '",',
  to_json(${code}), ',"', w.record_key, '",', w.version, ',', to_json(w.item), ',', to_json(w.department), ',"',
  to_char(w.recorded_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '",',
  coalesce(to_json(w.shown_from)::text, 'null'), ',', coalesce(to_json(w.shown_until)::text, 'null'), ',"',
  encode(sha256(convert_to(${openContent}, 'UTF8')), 'hex'), '",',
  case when cardinality($1::text[]) = 0 then 'null' else concat('"', encode(sha256(
    sha256($3::bytea || convert_to(concat(w.record_key, ':', w.version), 'UTF8'))
    || convert_to((w.payload - $2::text[])::text, 'UTF8')), 'hex'), '"') end, ']')`;

/**
 * Commits to the versions that `rows` selects: columns subject_code, record_key, version, state, item, department,
 * shown_from, shown_until, payload, recorded_from of this transaction; its parameters begin with $4. One statement,
 * about 32 bytes a leaf in memory.
 */
export async function commitPublications(
  tx: Tx,
  item: CatalogueItem,
  of: { department: string; rows: string; values: unknown[] },
): Promise<void> {
  if (item.disclosure !== 'public') return;
  const salt = randomBytes(32);
  const { open, hidden } = fieldsOf(item);
  const { rows: tiles } = await tx.client.query<{ hashes: Buffer }>(
    `select string_agg(hash, ''::bytea order by hash) as hashes
       from (select hash, (row_number() over (order by hash) - 1) / 65536 as part
               from (select sha256('\\x00'::bytea || convert_to(${leafText('w.subject_code')}, 'UTF8')) as hash
                       from (${of.rows}) as w) as leaf) as placed
      group by part order by part`,
    [hidden, open, salt, ...of.values],
  );
  await keepPublication(
    tx,
    { item: item.code, department: of.department, salt, open, hidden },
    tiles.map(({ hashes }) => hashes),
  );
}

/** The proof of a version that stands. A record that got its real code later was committed to under the former one. */
export async function provePublished(
  q: Queryable,
  of: { subjectCode: string; recordKey: string; version: number; item: string; department: string },
): Promise<PublicationProof | 'unsealed' | null> {
  const place = [of.subjectCode, of.recordKey, of.version];
  const { rows } = await q.query<{ moment: string }>(
    `select to_char(recorded_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as moment from records.record
      where subject_code = $1 and record_key = $2 and version = $3`,
    place,
  );
  if (rows[0] === undefined) return null;
  const { item, department } = of;
  return provePublication(q, { item, department, recordedAt: rows[0].moment }, async ({ hidden, open, salt }) => {
    const leaves = await q.query<{ leaf: string; content: string }>(
      `select ${leafText('n.code')} as leaf, ${openContent} as content from records.record w
        cross join lateral (select w.subject_code as code union all
          select i.value from registry.identifier i where i.subject_code = w.subject_code and i.scheme = 'former-code') n
        where w.subject_code = $4 and w.record_key = $5 and w.version = $6`,
      [hidden, open, salt, ...place],
    );
    return leaves.rows;
  });
}
