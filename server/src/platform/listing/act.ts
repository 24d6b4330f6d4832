import type { ActionField, BulkResult } from '@xinheng/contracts/listing.ts';
import { demand, type Viewer } from '../access/index.ts';
import type { Db } from '../db/index.ts';
import { asXinhengError, XinhengError } from '../errors/index.ts';
import { isDay } from '../http/index.ts';
import type { Logger } from '../log/index.ts';
import { readKey, writeKey } from './cursor.ts';
import type { List, ListAction } from './definition.ts';
import { keysStatement } from './statement.ts';

type Fields = Record<string, string | number | boolean>;
type Result = BulkResult['results'][number];

export interface ActRequest {
  action: string;
  keys: string[];
  fields: Fields;
  requestId: string;
}

/**
 * Does a bulk action to rows of the list, one after the other, each its own decision: what is refused for one row is
 * said beside it and stops no other. A row that is out of reach is answered like one that does not exist.
 */
export async function actOnRows(
  { db, log }: { db: Db; log: Logger },
  list: List,
  viewer: Viewer,
  { action: name, keys, fields, requestId }: ActRequest,
): Promise<BulkResult> {
  const action = list.actions?.find((candidate) => candidate.action === name);
  if (action === undefined) throw new XinhengError('not-found', `“${list.title}”没有操作“${name}”。`);
  demand(viewer, action.permission);
  checkFields(action, fields);
  const known = await withinReach(db, list, viewer, action, keys);
  const results: Result[] = [];
  for (const key of new Set(keys)) {
    const parts = readKey(list, key);
    const allowed = parts && known.get(writeKey(parts));
    if (parts === undefined || allowed === undefined)
      results.push({ key, done: false, code: 'not-found', message: '没有找到，或已不在您的范围内。' });
    else if (!allowed)
      results.push({ key, done: false, code: 'conflict', message: `现在的状态下不能“${action.title}”。` });
    else results.push(await actOnOne(action, { viewer, key, parts, fields, requestId }, log));
  }
  return { results };
}

async function withinReach(
  db: Db,
  list: List,
  viewer: Viewer,
  action: ListAction,
  keys: readonly string[],
): Promise<Map<string, boolean>> {
  const parts = keys.flatMap((key) => {
    const read = readKey(list, key);
    return read === undefined ? [] : [read];
  });
  if (parts.length === 0) return new Map();
  const { rows } = await db.pool.query<Record<string, unknown>>(keysStatement(list, viewer, parts, action.allowed));
  return new Map(rows.map((row) => [writeKey(list.key.map((_, at) => String(row[`k${at}`]))), row.allowed === true]));
}

async function actOnOne(action: ListAction, call: Parameters<ListAction['run']>[0], log: Logger): Promise<Result> {
  try {
    await action.run(call);
    return { key: call.key, done: true };
  } catch (thrown) {
    const error = asXinhengError(thrown);
    // The store is gone for the other rows too.
    if (error.code === 'database-unavailable') throw error;
    if (error.code === 'internal')
      log.error({ err: thrown, action: action.action, requestId: call.requestId }, 'bulk action failed');
    return { key: call.key, done: false, code: error.code, message: error.message };
  }
}

function checkFields(action: ListAction, fields: Fields): void {
  const declared = new Map((action.fields ?? []).map((field) => [field.name, field]));
  const errors = [
    ...Object.keys(fields)
      .filter((name) => !declared.has(name))
      .map((name) => ({ field: name, message: `“${action.title}”没有“${name}”这一项` })),
    ...[...declared.values()].flatMap((field) => {
      const message = faultOf(field, fields[field.name]);
      return message === undefined ? [] : [{ field: field.name, message }];
    }),
  ];
  if (errors.length === 0) return;
  throw new XinhengError('bad-request', {
    message: `${errors.map(({ message }) => message).join('；')}。`,
    details: { errors: errors.map(({ field, message }) => ({ in: 'body', field: `fields.${field}`, message })) },
  });
}

function faultOf({ title, type, options, required, maxLength }: ActionField, value: Fields[string] | undefined) {
  if (value === undefined || value === '') return required ? `请填写“${title}”` : undefined;
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `“${title}”应为是或否`;
    case 'integer':
      return Number.isSafeInteger(value) ? undefined : `“${title}”应为整数`;
    case 'day':
      return typeof value === 'string' && isDay(value) ? undefined : `“${title}”应为日期，写作 2026-11-24`;
    case 'choice':
      return options?.some(({ code }) => code === value) ? undefined : `“${title}”应从给出的选项中选`;
    default: {
      if (typeof value !== 'string' || value.includes('\0')) return `“${title}”应为文字`;
      const most = maxLength ?? 500;
      return [...value].length > most ? `“${title}”最多 ${most} 字` : undefined;
    }
  }
}
