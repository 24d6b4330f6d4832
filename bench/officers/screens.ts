/** What officers open, and which requests each screen makes, as the pages in web/workbench do. */
import { pick } from '../harness/random.ts';
import type { Desk } from './office.ts';

export interface Known {
  codes: readonly string[];
  words: readonly string[];
  /** Information items. */
  items: readonly string[];
}

export interface Screen {
  name: string;
  /** How often it is opened, beside the others. */
  weight: number;
  /** Paths under /api/v1 that are asked at once. */
  asks: (random: () => number, known: Known) => string[];
}

const list = (name: string, query = '') => [`/lists/${name}?${query}`, `/lists/${name}/count?${query}`];

export const screens: readonly Screen[] = [
  { name: 'first page', weight: 10, asks: () => ['/session', '/lists', '/to-dos', '/notices'] },
  {
    name: 'search field',
    weight: 15,
    asks: (random, { words }) => [`/find?q=${encodeURIComponent(pick(random, words))}`],
  },
  { name: 'subjects', weight: 10, asks: () => list('subjects') },
  {
    name: 'subjects by name',
    weight: 15,
    asks: (random, { words }) => list('subjects', `f.name=${encodeURIComponent(pick(random, words))}`),
  },
  { name: 'subject file', weight: 25, asks: (random, { codes }) => [`/officer/subjects/${pick(random, codes)}`] },
  { name: 'records', weight: 8, asks: () => list('records') },
  {
    name: 'records of an item',
    weight: 8,
    asks: (random, { items }) => list('records', `f.item=${pick(random, items)}`),
  },
  { name: 'batches', weight: 5, asks: () => list('batches') },
  { name: 'waiting rows', weight: 4, asks: () => list('pending', 'f.state=waiting') },
];

export interface Opened {
  screen: string;
  milliseconds: number;
  /** Statuses of its requests. */
  statuses: number[];
}

const purpose = { 'x-purpose': 'daily-supervision' };

/** Opens a screen: all its requests at once, timed to the last byte of the last answer. */
export async function open(origin: string, desk: Desk, screen: Screen, asks: readonly string[]): Promise<Opened> {
  const began = performance.now();
  const statuses = await Promise.all(
    asks.map(async (path) => {
      const headers = { cookie: desk.cookie, 'x-forwarded-for': desk.address, ...purpose };
      const answer = await fetch(`${origin}/api/v1${path}`, { headers });
      await answer.arrayBuffer();
      return answer.status;
    }),
  );
  return { screen: screen.name, milliseconds: performance.now() - began, statuses };
}

/** The screen that comes next, by weight. */
export function nextScreen(random: () => number): Screen {
  const total = screens.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * total;
  for (const screen of screens) {
    left -= screen.weight;
    if (left < 0) return screen;
  }
  return screens[0] as Screen;
}
