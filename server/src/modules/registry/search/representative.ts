import { foldName } from '@xinheng/contracts/fold-name.ts';
import { type Viewer, within } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import type { SubjectHit } from './service.ts';

/**
 * The subjects whose legal representative 法定代表人 bears exactly this name, live ones first, by code; for officers
 * only: the public must not be able to collect what one person owns (个人信息保护法 §25). At most `limit`.
 */
export async function subjectsOfRepresentative(
  q: Queryable,
  viewer: Viewer,
  name: string,
  limit: number,
): Promise<SubjectHit[]> {
  const values: unknown[] = [[...new Set([name.trim(), foldName(name)])], limit];
  const reach = within(viewer, 'subjects.read', { region: 'region' }, (value) => `$${values.push(value)}`);
  const { rows } = await q.query<SubjectHit>(
    `select subject_code as "subjectCode", name, kind, status, region from registry.subject
      where legal_representative = any($1::text[]) and ${reach}
      order by status <> 'live', subject_code limit $2`,
    values,
  );
  return rows.map((row) => ({ ...row, tier: 'exact' as const }));
}
