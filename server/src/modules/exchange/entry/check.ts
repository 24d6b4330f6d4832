/** What the importer would make of one row at this moment; nothing is stored. */
import { randomBytes } from 'node:crypto';
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { RowCandidate, RowCheck } from '@xinheng/contracts/row-check.ts';
import type { Viewer } from '../../../platform/access/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { stagedTables } from '../../../platform/staging/index.ts';
import { type CheckedRow, judgeByStore } from '../../quality/index.ts';
import { judgeStaged, matchNames } from '../../records/index.ts';
import { type FoundCandidate, findCandidates, matchStaged } from '../../registry/index.ts';
import { checkerOf } from '../import.ts';
import { type RowVerdict, stageOne, verdictOf } from '../store/one-row.ts';
import { byFieldName, cellsOf, checkCells } from './written-row.ts';

export interface OneRow {
  city: City;
  item: CatalogueItem;
  department: string;
  row: Readonly<Record<string, string>>;
}

/** Judges a checked row against the store as a merge at this moment would, in a transaction that leaves nothing behind. */
async function judge(db: Db, { city, item, department }: OneRow, checked: CheckedRow): Promise<RowVerdict> {
  const tables = stagedTables(`check_${randomBytes(8).toString('hex')}`);
  const nothing = Symbol('rolled back');
  let verdict: RowVerdict | undefined;
  await transact(db, async ({ client }) => {
    await stageOne(client, tables, { city, item, department, batchId: 0 }, checked);
    await matchStaged(client, tables, item);
    await judgeByStore(client, tables, { item, rules: city.qualityRules.rules });
    await judgeStaged(client, { tables, item, department, resent: false });
    verdict = await verdictOf(client, tables);
    throw nothing;
  }).catch((error: unknown) => {
    if (error !== nothing) throw error;
  });
  return verdict as RowVerdict;
}

/** The checks' findings, the comparison with the store, and who it may be when nobody was found. */
export async function checkRow(db: Db, viewer: Viewer, asked: OneRow): Promise<RowCheck> {
  const { city, item } = asked;
  const checked = checkCells(checkerOf(city, item), cellsOf(item, asked.row));
  if (checked.outcome === 'rejected')
    return { outcome: 'rejected', findings: byFieldName(item, checked.findings), effect: 'none', candidates: [] };
  const verdict = await judge(db, asked, checked);
  const found = verdict.subject_code !== null;
  return {
    outcome: outcomeOf(verdict),
    findings: byFieldName(item, verdict.receipts),
    ...(found && {
      subject: {
        subjectCode: verdict.subject_code as string,
        name: verdict.subject_name,
        matchedBy: verdict.matched_by ?? '',
        matchedByName: matchNames[verdict.matched_by ?? ''] ?? '',
      },
    }),
    effect: verdict.verdict === 'new' ? 'new' : verdict.verdict === 'changed' ? 'new-version' : 'none',
    candidates: found ? [] : (await findCandidates(db.pool, viewer, claimsOf(checked))).map(shortly),
  };
}

/** The outcome of a judged row. */
export function outcomeOf({ verdict, outcome }: Pick<RowVerdict, 'verdict' | 'outcome'>): RowCheck['outcome'] {
  if (verdict === 'new' || verdict === 'changed') return outcome;
  return verdict === 'pending' || verdict === 'differs' ? 'quarantined' : 'duplicate';
}

/** What a row itself says about its subject. */
export function claimsOf({ candidates, name, nameFolded }: CheckedRow) {
  const first = (scheme: string) => candidates.find((candidate) => candidate.scheme === scheme)?.value ?? null;
  return {
    name,
    nameFolded,
    code: first('uscc'),
    registrationNumber: first('registration-number'),
    organisationCode: first('organisation-code'),
    taxNumber: first('tax-number'),
    legalRepresentative: null,
    address: null,
  };
}

function shortly({ subjectCode, name, status, reasons }: FoundCandidate): RowCandidate {
  return { subjectCode, name, status, reason: reasons.map(({ text }) => text).join('；') };
}
