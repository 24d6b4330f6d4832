/** One 差异单 as an officer may see it: both sides with where they come from, fields masked as in the record itself. */
import type { DifferenceFile, DifferenceSide, Side } from '@xinheng/contracts/comparison.ts';
import { reachesTo, type Viewer, whoIs } from '../../platform/access/index.ts';
import { audit } from '../../platform/audit/index.ts';
import type { City } from '../../platform/city/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { valueText } from '../catalogue/index.ts';
import { shownCells, sightOf } from '../records/index.ts';
import { cardLabel, correctText, fieldOfSide, registeringItems, ruleOf, sideToChange } from './rules.ts';
import { type DifferenceRow, differenceById, type StoredSide, stepsOf } from './store/differences.ts';

/** Whoever must act, and whose values they are. */
export function mayReadDifference(viewer: Viewer, row: DifferenceRow): boolean {
  return [row.acting, row.left.department, row.right.department].some((department) =>
    reachesTo(viewer, 'comparisons.read', { department, region: row.region }),
  );
}

const hidden = { text: '（无权查看）', masked: true };

function departmentOf(city: City, code: string | null): { code: string; name: string } | null {
  if (code === null) return null;
  return { code, name: city.departments.find((department) => department.code === code)?.name ?? code };
}

/** The value of a record's field, shown as the record itself would show it. */
function recordText(
  city: City,
  viewer: Viewer,
  row: DifferenceRow,
  side: Side,
): { text: string | null; masked: boolean } {
  const declared = ruleOf(city, row);
  const stored = row[side];
  const item = city.catalogue.items.find(({ code }) => code === stored.item);
  const field = declared && fieldOfSide(city, declared.pair, row, side);
  if (!item || !field || stored.payload === null) return hidden;
  const sight = sightOf(viewer, { department: stored.department, region: row.region });
  // With a value in it, so that a field that is seen but empty is told from one that is not seen.
  const seen = shownCells(city.catalogue, item, { ...stored.payload, [field.name]: stored.value ?? '?' }, sight);
  const cell = seen.find(({ name }) => name === field.name);
  if (!cell) return hidden;
  return stored.value === null ? { text: null, masked: false } : { text: cell.text, masked: cell.masked ?? false };
}

/** The value of the card, in words. */
function cardText(city: City, operand: string, { value }: StoredSide): string | null {
  const [item, name] = [...registeringItems(city, operand)][0] ?? [];
  const field = city.catalogue.items.find(({ code }) => code === item)?.fields.find((one) => one.name === name);
  return field ? valueText(field, value ?? undefined, city.catalogue.codeLists) : value;
}

function sideOf(city: City, viewer: Viewer, row: DifferenceRow, side: Side): DifferenceSide {
  const stored = row[side];
  const declared = ruleOf(city, row);
  const operand = declared?.pair[side] ?? '';
  const onRecord = stored.recordKey !== null;
  const shown = onRecord
    ? recordText(city, viewer, row, side)
    : { text: cardText(city, operand, stored), masked: false };
  const label = onRecord ? declared && fieldOfSide(city, declared.pair, row, side)?.label : cardLabel(operand);
  const { subjectCode, subjectName, recordKey, version, item, batch, row: rowNumber, recordedFrom } = stored;
  return {
    ...{ subjectCode, subjectName, recordKey, version, item, batch, row: rowNumber, recordedFrom, ...shown },
    itemName: city.catalogue.items.find(({ code }) => code === item)?.name ?? null,
    fieldLabel: label ?? '（规则已停用）',
    department: departmentOf(city, stored.department),
  };
}

/** What the proposal would write. */
function proposalText(city: City, row: DifferenceRow, sides: Record<Side, DifferenceSide>): string | null {
  const declared = ruleOf(city, row);
  if (row.proposed === null || declared === null || sides.left.masked || sides.right.masked) return null;
  const side = sideToChange(row, row.proposed);
  const text = correctText(city, declared, row, side);
  const { department, fieldLabel } = sides[side];
  return text === null ? null : `把${department?.name ?? ''}所报的“${fieldLabel}”更正为“${text}”`;
}

/** The difference as it goes out. */
export async function fileOf(
  q: Parameters<typeof stepsOf>[0],
  city: City,
  viewer: Viewer,
  row: DifferenceRow,
): Promise<DifferenceFile> {
  const declared = ruleOf(city, row);
  const {
    left: _l,
    right: _r,
    rule,
    pair: _p,
    otherSubject: _o,
    sensitive: _s,
    shape: _h,
    region,
    acting,
    value,
    ...rest
  } = row;
  const [left, right] = [sideOf(city, viewer, row, 'left'), sideOf(city, viewer, row, 'right')];
  const mayAct = declared !== null && reachesTo(viewer, 'comparisons.decide', { department: acting, region });
  return {
    ...rest,
    proposal: proposalText(city, row, { left, right }),
    ...{ left, right, subjectName: row.left.subjectName, acting: departmentOf(city, acting) },
    rule: {
      ...{ code: rule, title: declared?.rule.title ?? rule, kind: declared?.rule.kind ?? 'register' },
      ...{ description: declared?.rule.description ?? '', source: declared?.rule.source ?? '' },
    },
    value: left.masked || right.masked ? null : value,
    mayDecide: mayAct && row.state === 'open',
    mayWrite:
      mayAct &&
      row.state === 'decided' &&
      row.otherSubject === null &&
      reachesTo(viewer, 'records.amend', { department: acting }),
    history: await stepsOf(q, row),
  };
}

/** One difference; the look is in the audit log. @throws XinhengError not-found */
export async function readDifference(
  { db, city }: { db: Db; city: City },
  viewer: Viewer,
  id: string,
  requestId: string,
): Promise<DifferenceFile> {
  return transact(db, async (tx) => {
    const row = await differenceById(tx.client, id);
    if (row === null || !mayReadDifference(viewer, row))
      throw new XinhengError('not-found', { message: '没有这条比对差异，或者不在您的权限范围内。' });
    await audit(tx, {
      ...{ ...whoIs(viewer), action: 'comparison.look', object: `difference:${id}`, requestId },
      subjectCode: row.subjectCode,
    });
    return fileOf(tx.client, city, viewer, row);
  });
}
