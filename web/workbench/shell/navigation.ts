import type { ListDeclaration } from '@xinheng/contracts/listing.ts';
import { opens, type Screen } from '../screen.ts';

export interface NavigationEntry {
  title: string;
  href: string;
}

export interface NavigationGroup {
  title: string;
  entries: NavigationEntry[];
}

/** Groups in the order in which an officer's day meets them; others follow as they come. */
const groupOrder = [
  '工作台',
  '主体与信息',
  '归集',
  '复核',
  '质量',
  '评判',
  '信息目录',
  '机构与人员',
  '账户与权限',
  '审计',
  '系统',
];

/** The navigation of one officer: pages that his post opens, and lists that no page is about. */
export function navigationOf(
  screens: readonly Screen[],
  lists: readonly ListDeclaration[],
  may: (permission: string) => boolean,
): NavigationGroup[] {
  const open = new Set(lists.map(({ name }) => name));
  const claimed = new Set(screens.map(({ list }) => list));
  const lines = screens
    .filter((screen) => opens(screen, may) && (screen.list === undefined || open.has(screen.list)))
    .flatMap(({ nav, title, path }) => (nav ? [{ group: nav.group, order: nav.order ?? 50, title, href: path }] : []));
  for (const { name, title, group } of lists) {
    if (!claimed.has(name)) lines.push({ group, order: 50, title, href: `/lists/${name}` });
  }
  const names = [...new Set([...groupOrder, ...lines.map(({ group }) => group)])];
  return names
    .map((title) => ({
      title,
      entries: lines
        .filter(({ group }) => group === title)
        .sort((one, other) => one.order - other.order)
        .map(({ title: entry, href }) => ({ title: entry, href })),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** The entry that stands for the present path: the longest one that it lies under. */
export function currentEntry(groups: readonly NavigationGroup[], path: string): string | undefined {
  return groups
    .flatMap(({ entries }) => entries.map(({ href }) => href))
    .filter((href) => path === href || (href !== '/' && path.startsWith(`${href}/`)))
    .sort((one, other) => other.length - one.length)[0];
}
