import os from 'node:os';
import { type Interval, median, medianInterval } from './statistics.ts';

/** One measurement of one side; `figure` is what is compared, the rest is only reported. */
export type Sample = { figure: number } & Record<string, number>;

export type Side = { name: string; measure: () => Promise<Sample> };

export type Pair = { ours: Sample; theirs: Sample; ratio: number; loadBefore: number };

export type Comparison = {
  question: string;
  ours: string;
  theirs: string;
  unit: string;
  /** True when a larger figure is better (requests a second); the ratio is ours to theirs either way round it is better. */
  moreIsBetter: boolean;
  pairs: Pair[];
  /** How many times better we are: median over the pairs with its 95 % interval. */
  ratio: Interval;
  medians: { ours: Record<string, number>; theirs: Record<string, number> };
};

export type ComparisonSetup = {
  question: string;
  unit: string;
  moreIsBetter: boolean;
  pairs: number;
  ours: Side;
  theirs: Side;
};

function medians(samples: readonly Sample[]): Record<string, number> {
  const names = Object.keys(samples[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample[name] ?? Number.NaN))]));
}

/**
 * Measures both sides by turns (ours, theirs, theirs, ours, …), so that a drift of the machine hits both alike, and
 * compares within each pair. The load average before each pair is kept: a busy machine shows in the result.
 * Compare the answers before calling this: nothing here knows whether they were right.
 */
export async function comparePairs(setup: ComparisonSetup): Promise<Comparison> {
  const pairs: Pair[] = [];
  for (let number = 0; number < setup.pairs; number += 1) {
    const loadBefore = os.loadavg()[0] ?? Number.NaN;
    const oursFirst = number % 2 === 0;
    const first = await (oursFirst ? setup.ours : setup.theirs).measure();
    const second = await (oursFirst ? setup.theirs : setup.ours).measure();
    const [ours, theirs] = oursFirst ? [first, second] : [second, first];
    const ratio = setup.moreIsBetter ? ours.figure / theirs.figure : theirs.figure / ours.figure;
    pairs.push({ ours, theirs, ratio, loadBefore });
  }
  return {
    question: setup.question,
    ours: setup.ours.name,
    theirs: setup.theirs.name,
    unit: setup.unit,
    moreIsBetter: setup.moreIsBetter,
    pairs,
    ratio: medianInterval(pairs.map((pair) => pair.ratio)),
    medians: { ours: medians(pairs.map((pair) => pair.ours)), theirs: medians(pairs.map((pair) => pair.theirs)) },
  };
}
