/** A canonical account of the store, for proving that two ways of importing lead to the same result. */
import type { Pool } from 'pg';

const accounts = {
  records: `select subject_code, record_key, version, item, department, document_number, occurred_on, severity,
    shown_from, shown_until, matched_by, payload, state, undo_of is not null as undo, recorded_until = 'infinity' as current from records.record`,
  subjects: `select subject_code, kind, name, initials, status, region, industry, entity_type, established_on,
    legal_representative, capital_amount, capital_currency, address from registry.subject`,
  identifiers: 'select value, scheme, subject_code from registry.identifier',
  pending:
    'select department, item, reason, record_key, content_hash, identity, state, attached_to from exchange.pending_row',
  holdings: 'select department, item, current_records from records.holding',
} as const;

/**
 * MD5 over every fact of the store in a fixed order, one line an account. Batches, row numbers and moments are left
 * out: they tell how the facts came, not what they are.
 */
export async function storeDigest(pool: Pool): Promise<Record<keyof typeof accounts, string>> {
  const digests: Partial<Record<keyof typeof accounts, string>> = {};
  for (const [name, query] of Object.entries(accounts)) {
    const { rows } = await pool.query<{ digest: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(line, e'\\n' order by line collate "C")), '') as digest
       from (select q::text as line from (${query}) q) lines`,
    );
    digests[name as keyof typeof accounts] = rows[0]?.digest ?? '';
  }
  return digests as Record<keyof typeof accounts, string>;
}
