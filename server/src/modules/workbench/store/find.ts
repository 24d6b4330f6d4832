import { type Viewer, within } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';

/** Those of the subjects that are within the viewer's reach. */
export async function subjectsWithin(q: Queryable, viewer: Viewer, codes: readonly string[]): Promise<Set<string>> {
  const values: unknown[] = [codes];
  const reach = within(viewer, 'subjects.read', { region: 's.region' }, (value) => `$${values.push(value)}`);
  const { rows } = await q.query<{ code: string }>(
    `select s.subject_code as code from registry.subject s where s.subject_code = any($1) and ${reach}`,
    values,
  );
  return new Set(rows.map(({ code }) => code));
}

/** The batch of this number, if it is within the viewer's reach. */
export async function batchNumbered(q: Queryable, viewer: Viewer, number: number): Promise<{ source: string } | null> {
  const values: unknown[] = [number];
  const reach = within(viewer, 'batches.read', { department: 'b.department' }, (value) => `$${values.push(value)}`);
  const { rows } = await q.query<{ source: string }>(
    `select b.source_name as source from exchange.batch b where b.batch_id = $1 and ${reach}`,
    values,
  );
  return rows[0] ?? null;
}
