/** Every model on the shelf can be taken by a city, whether one takes it today or not; the law that each rests on exists. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { citiesFolder, loadCity, parseDraft } from './index.ts';

const shelf = join(citiesFolder, 'base/rating/models');

it.each(readdirSync(shelf))('%s is a scheme over the metrics of every city', (name) => {
  const { rating: rules, catalogue } = loadCity('jinan');
  const { scheme } = parseDraft({ scheme: readFileSync(join(shelf, name), 'utf8'), metrics: '' }, { rules, catalogue });
  expect(`${scheme.code}.yaml`).toBe(name);
});

it('evaluations have as many indicators as their sources say', () => {
  const count = (city: string, code: string) => {
    const scheme = loadCity(city).rating.schemes.find((one) => one.code === code);
    if (scheme?.kind !== 'points') throw new Error(`no ${code}`);
    return [scheme.groups.length, scheme.groups.flatMap(({ indicators }) => indicators).length, scheme.total];
  };
  expect(count('jinan', 'evaluation')).toEqual([4, 18, 1000]);
  expect(count('jinan', 'food-risk')).toEqual([2, 5, 100]);
});

it('Nanchang has its own colours, and what every city has beside them', () => {
  const { schemes } = loadCity('nanchang').rating;
  expect(schemes.map(({ code }) => code)).toEqual(['colour', 'evaluation', 'risk', 'food-risk']);
  expect(schemes[0]?.edition).toBe('colour-nanchang-2026-11');
  expect(schemes.filter(({ publicity }) => publicity === 'internal').map(({ code }) => code)).toEqual([
    'risk',
    'food-risk',
  ]);
});
