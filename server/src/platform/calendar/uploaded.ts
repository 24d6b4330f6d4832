/** A year's holidays as an administrator hands them in: the YAML of the shipped files, or a table as CSV. Pure. */
import { XinhengError } from '../errors/index.ts';
import { type DeclaredYear, parseYear } from './declared.ts';

const kinds: Record<string, 'holidays' | 'workingDays'> = { 放假: 'holidays', 上班: 'workingDays' };

/**
 * Reads what was handed in for a year. A CSV has the columns 日期, 类型 (放假 or 上班) and 名称, and its notice is told
 * beside it (`source`).
 * @throws XinhengError `bad-request` that names the line and what would be right
 */
export function readUploadedYear(
  given: { format: 'yaml' | 'csv'; text: string; source?: string | undefined },
  year: number,
): DeclaredYear {
  const text = given.text.replace(/^\uFEFF/, '');
  const declared = asBadRequest(() =>
    parseYear('上传的文件', given.format === 'yaml' ? text : yamlOf(text, year, given.source)),
  );
  if (declared.year !== year) throw refusal(`文件写的是${declared.year}年，不是${year}年`);
  if (!declared.exceptions.some(({ working }) => !working)) throw refusal('没有一个放假的工作日，请核对文件');
  return declared;
}

function asBadRequest<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof XinhengError && error.code === 'declaration-invalid')
      throw new XinhengError('bad-request', error.message);
    throw error;
  }
}

function refusal(what: string): XinhengError {
  return new XinhengError('bad-request', `上传的文件：${what}。`);
}

/** The table in the form of the shipped files: one rule for both. JSON is YAML. */
function yamlOf(text: string, year: number, source: string | undefined): string {
  if (!source?.trim()) throw refusal('CSV 须另填依据（source），写明国务院办公厅通知的文号');
  const groups = { holidays: new Map<string, string[]>(), workingDays: new Map<string, string[]>() };
  const seen = new Set<string>();
  const [head, ...lines] = text.split(/\r?\n/);
  if (head?.replaceAll(' ', '') !== '日期,类型,名称') throw refusal('第 1 行应为“日期,类型,名称”');
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [day = '', kind = '', name = ''] = line.split(',').map((cell) => cell.trim());
    const where = `第 ${at + 2} 行`;
    const place = kinds[kind];
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw refusal(`${where}的日期应写作 ${year}-01-01`);
    if (place === undefined) throw refusal(`${where}的类型应为“放假”或“上班”`);
    if (name === '') throw refusal(`${where}缺少名称，如“春节”`);
    if (seen.has(day)) throw refusal(`${where}的日期 ${day} 重复`);
    seen.add(day);
    groups[place].set(name, [...(groups[place].get(name) ?? []), day]);
  }
  const listed = (of: Map<string, string[]>) => [...of].map(([name, days]) => ({ name, days }));
  return JSON.stringify({
    ...{ year, source: source.trim() },
    holidays: listed(groups.holidays),
    workingDays: listed(groups.workingDays),
  });
}

/**
 * The first year from this one on that has not been entered, and what to say about it: nothing while it is far, since
 * the State Council tells a year's holidays in the November before.
 */
export function yearWarning(
  years: readonly number[],
  today: string,
): { nextMissing: number; level?: 'warning' | 'bad'; text?: string } {
  const thisYear = Number(today.slice(0, 4));
  let nextMissing = thisYear;
  while (years.includes(nextMissing)) nextMissing += 1;
  if (nextMissing === thisYear)
    return {
      nextMissing,
      level: 'bad',
      text: `尚未录入今年（${thisYear}年）的节假日安排，工作日期限无法计算，请立即录入。`,
    };
  if (nextMissing === thisYear + 1 && today.slice(5) >= '11-01')
    return {
      nextMissing,
      level: 'warning',
      text: `尚未录入${nextMissing}年的节假日安排，跨年的工作日期限无法计算，请在国务院办公厅公布后及时录入。`,
    };
  return { nextMissing };
}
