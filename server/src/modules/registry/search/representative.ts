import { foldName } from '@xinheng/contracts/fold-name.ts';
import type { Viewer } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
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
  if (viewer.kind === 'public') throw new XinhengError('unauthorised', '按法定代表人查询仅限工作人员使用。');
  const { rows } = await q.query<SubjectHit>(
    `select subject_code as "subjectCode", name, kind, status, region from registry.subject
      where legal_representative = any($1::text[])
      order by status <> 'live', subject_code limit $2`,
    [[...new Set([name.trim(), foldName(name)])], limit],
  );
  return rows.map((row) => ({ ...row, tier: 'exact' as const }));
}
