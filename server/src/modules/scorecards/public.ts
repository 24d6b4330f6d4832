/** What the public sees of scorecards: every department and item of published information, and how challenges ended. */
import type { ChallengeNumbers, Scorecards, ScoreLine } from '@xinheng/contracts/scorecards.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { type ChallengeAsked, type ChallengedRecord, openChallenge } from './challenges.ts';
import { readScorecard, type ScorecardContext } from './reads.ts';
import { type ChallengeRow, challengeByReceipt, challengeNumbers } from './store/challenges.ts';
import { countedMonths } from './store/read.ts';

/** Months shown to the public. */
const publicMonths = 12;

export interface PublicScorecard {
  from: string;
  until: string;
  lines: ScoreLine[];
  total: ScoreLine;
}

/** A challenge without whoever made it and whatever he wrote. */
export type PublicChallenge = Pick<
  ChallengeRow,
  | 'subjectCode'
  | 'recordKey'
  | 'item'
  | 'department'
  | 'ground'
  | 'fieldLabel'
  | 'state'
  | 'openedAt'
  | 'dueOn'
  | 'decidedAt'
  | 'answer'
>;

export interface PublicQuality {
  declared: Scorecards;
  /** Null while nothing has been counted. */
  scorecard(by: 'department' | 'item' | 'month', department?: string): Promise<PublicScorecard | null>;
  /** By department; the empty key is the sum of all. */
  challengeNumbers(): Promise<Map<string, ChallengeNumbers>>;
  openChallenge(given: { record: ChallengedRecord; asked: ChallengeAsked; address: string }): Promise<string>;
  challenge(receipt: string): Promise<PublicChallenge | null>;
}

function monthsBack(month: string, n: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const at = year * 12 + number - 1 - n;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** The doors of the scorecards for the portal. */
export function publicQuality(context: ScorecardContext & { db: Db; city: City }): PublicQuality {
  const { db, city } = context;
  const items = city.catalogue.items.filter(({ disclosure }) => disclosure === 'public').map(({ code }) => code);
  // The program reads for everybody: what it shows are numbers about offices, over published items only.
  const reader = { kind: 'operator', name: 'portal' } as const;
  return {
    declared: city.scorecards,
    async scorecard(by, department) {
      const counted = await countedMonths(db.pool);
      if (counted === null) return null;
      const today = businessToday().slice(0, 7);
      const until = counted.until < today ? counted.until : today;
      const earliest = monthsBack(until, publicMonths - 1);
      const from = counted.from > earliest ? counted.from : earliest;
      const asked = { from, until, items, department };
      return { from, until, ...(await readScorecard(db.pool, reader, context, asked, by)) };
    },
    challengeNumbers: () => challengeNumbers(db.pool),
    openChallenge: (given) => openChallenge(db, city, given),
    async challenge(receipt) {
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(receipt)) return null;
      const row = await challengeByReceipt(db.pool, receipt);
      if (row === null) return null;
      const { subjectCode, recordKey, item, department, ground, fieldLabel, state, openedAt, dueOn } = row;
      const { decidedAt, answer } = row;
      return {
        subjectCode,
        recordKey,
        item,
        department,
        ground,
        fieldLabel,
        state,
        openedAt,
        dueOn,
        decidedAt,
        answer,
      };
    },
  };
}
