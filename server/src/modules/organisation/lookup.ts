/** Finding a department by what people call it. Pure. */
import { foldName } from '@xinheng/contracts/fold-name.ts';
import type { City, Department } from '../../platform/city/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';

/** The department that bears this full, short or former name; null when none or several do. */
export function departmentByName(city: Pick<City, 'departments'>, name: string): Department | null {
  const wanted = foldName(name);
  const bears = (pick: (department: Department) => string[]) =>
    city.departments.filter((department) => pick(department).some((text) => foldName(text) === wanted));
  for (const pick of [
    ({ name: full }: Department) => [full],
    ({ formerNames }: Department) => formerNames,
    ({ shortName }: Department) => [shortName],
  ]) {
    const found = bears(pick);
    if (found.length > 0) return found.length === 1 ? (found[0] ?? null) : null;
  }
  return null;
}

/**
 * The department with this code, or this unmistakable name.
 * @throws XinhengError `department-unknown` that lists departments of a similar code or name (details.candidates)
 */
export function departmentByCode(city: Pick<City, 'name' | 'departments'>, code: string): Department {
  const wanted = code.trim();
  const found = city.departments.find((department) => department.code === wanted) ?? departmentByName(city, wanted);
  if (found) return found;
  const near = city.departments.filter((department) => resembles(department, wanted.toLowerCase())).slice(0, 5);
  const hint = near.map((department) => `${department.code}（${department.name}）`).join('、');
  throw new XinhengError(
    'department-unknown',
    `${city.name}的部门名录中没有“${wanted}”。${hint === '' ? '部门代码见 /departments。' : `是否想用：${hint}。`}`,
    { candidates: near.map((department) => department.code) },
  );
}

/** One contains the other, or they share a word of the code. */
function resembles(department: Department, wanted: string): boolean {
  if (wanted.length < 2) return false;
  const names = [department.code, department.name, department.shortName, ...department.formerNames];
  if (names.some((name) => name.includes(wanted) || wanted.includes(name))) return true;
  const words = wanted.split(/[-_\s]+/).filter((word) => word.length >= 3);
  return department.parent === null && words.some((word) => department.code.split('-').includes(word));
}
