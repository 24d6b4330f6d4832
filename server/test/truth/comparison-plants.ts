/** Contradictions between departments, planted into a loaded city with the truth of each: what must be told, what must not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { importFile } from '../../src/modules/exchange/index.ts';
import type { City } from '../../src/platform/city/index.ts';
import type { Db } from '../../src/platform/db/index.ts';

/** One planted contradiction, or a spelling that only looks like one. */
export interface PlantedDifference {
  kind: string;
  /** Null where nothing may be told. */
  rule: string | null;
  subject: string;
  /** What the record must say once the proposal is accepted; absent where only the file can tell. */
  truth?: string;
}

interface Card {
  code: string;
  name: string;
  representative: string;
  address: string;
  established: string;
  /** Has nothing that could outlive it. */
  bare: boolean;
}

type Row = Record<string, string>;
interface File {
  item: string;
  department: string;
  rows: Row[];
}

const day = '2026-11-20';
const fullWidth = (text: string) =>
  text.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
const spelled = (text: string) => ` ${fullWidth(text.replaceAll('（', '(').replaceAll('）', ')'))}　`;
/** Another name that a reader can tell from the first. */
const otherName = (name: string) => `${name.slice(0, 3)}鑫${name.slice(4)}`;
const ghostCode = (n: number) => usccFrom(`91370102${organisationCodeFrom(`XG${String(n).padStart(6, '0')}`)}`);

async function cards(db: Db): Promise<Card[]> {
  const { rows } = await db.pool.query<Card>(
    `select subject_code as code, name, legal_representative as representative, address, established_on::text as established,
       not exists (select from records.record r where r.subject_code = s.subject_code
         and r.item in ('administrative-licence', 'qualification')) as bare
     from registry.subject s where status = 'live' and kind = 'enterprise' and subject_code not like 'ZR0%' and length(name) > 6
       and legal_representative <> '' and address <> '' and established_on is not null
       and not exists (select from registry.subject o where o.name_folded = s.name_folded and o.subject_code <> s.subject_code)
     order by md5(subject_code)`,
  );
  return rows;
}

const named = ({ code, name }: Card): Row => ({ name, uscc: code });
const licence = (card: Card, n: number, more: Row = {}): Row => ({
  ...named(card),
  ...{ legalRepresentative: card.representative, documentNumber: `济比许〔2026〕${n}号`, content: '食品经营' },
  ...{ decidedOn: day, validUntil: '2029-11-19', authority: '某局', ...more },
});
const report = (card: Card, address: string): Row => ({ ...named(card), year: '2025', publishedOn: day, address });
const penalty = (card: Card, n: number, fine: string): Row => ({
  ...{ ...named(card), documentNumber: `济比罚〔2026〕${n}号`, facts: '某事', basis: '某条', kinds: '罚款', fine },
  ...{ content: `罚款${fine}万元`, decidedOn: day, authority: '某局' },
});
const registration = (card: Card, n: number, more: Row): Row => ({
  ...{ name: `济南市比植第${n}号贸易有限公司`, uscc: ghostCode(n), registeredOn: card.established },
  ...{ legalRepresentative: `植${n}`, address: '济南市历下区某路1号', ...more },
});
const exit = (card: Card): Row => ({ ...named(card), kind: '注销', decidedOn: day, authority: '某局' });

/** The rows of one kind about one subject, each with the file that it stands in. */
type Plant = (
  card: Card,
  n: number,
) => { rows: [item: string, department: string, row: Row][]; rule: string | null; truth?: string };

const penaltyItem = 'administrative-penalty';
const licenceItem = 'administrative-licence';
const [health, emergency, register] = ['health', 'emergency', 'market-regulation'];

const plants: Record<string, Plant> = {
  'other name': (card, n) => ({
    ...{ rule: 'name-differs-from-register', truth: card.name },
    rows: [[licenceItem, health, licence(card, n, { name: otherName(card.name) })]],
  }),
  'spelling of the name': (card, n) => ({
    rule: null,
    rows: [[licenceItem, health, licence(card, n, { name: spelled(card.name) })]],
  }),
  'other representative': (card, n) => ({
    ...{ rule: 'representative-differs-from-register', truth: card.representative },
    rows: [[licenceItem, health, licence(card, n, { legalRepresentative: `欧阳${n}` })]],
  }),
  'representative with a space': (card, n) => ({
    rule: null,
    rows: [
      [
        licenceItem,
        health,
        licence(card, n, {
          legalRepresentative: `${card.representative.slice(0, 1)}　${card.representative.slice(1)}`,
        }),
      ],
    ],
  }),
  'other address': (card) => ({
    ...{ rule: 'address-self-published', truth: card.address },
    rows: [['annual-report', register, report(card, `外地某市某路${card.address.length}号`)]],
  }),
  'spelling of the address': (card) => ({
    rule: null,
    rows: [['annual-report', register, report(card, `${fullWidth(card.address)}。`)]],
  }),
  'other day of one licence': (card, n) => ({
    rule: 'licence-reported-twice',
    rows: [
      [licenceItem, health, licence(card, n)],
      [licenceItem, emergency, licence(card, n, { decidedOn: '2026-11-19', documentNumber: `济比许(2026)${n}号` })],
    ],
  }),
  'one licence twice alike': (card, n) => ({
    rule: null,
    rows: [
      [licenceItem, health, licence(card, n)],
      [licenceItem, emergency, licence(card, n, { documentNumber: `济比许[2026]${n}号` })],
    ],
  }),
  'other amount of one fine': (card, n) => ({
    rule: 'penalty-reported-twice',
    rows: [
      [penaltyItem, health, penalty(card, n, '2')],
      [penaltyItem, emergency, penalty(card, n, '3.5')],
    ],
  }),
  'one fine twice alike': (card, n) => ({
    rule: null,
    rows: [
      [penaltyItem, health, penalty(card, n, '2')],
      [penaltyItem, emergency, penalty(card, n, '2.00')],
    ],
  }),
  'licence after the exit': (card, n) => ({
    ...{ rule: 'licence-of-deregistered', truth: 'invalid' },
    rows: [
      [licenceItem, health, licence(card, n)],
      ['deregistration', register, exit(card)],
    ],
  }),
  'expired before the exit': (card, n) => ({
    rule: null,
    rows: [
      [licenceItem, health, licence(card, n, { decidedOn: '2020-01-06', validUntil: '2023-01-05' })],
      ['deregistration', register, exit(card)],
    ],
  }),
  'a second code': (card, n) => ({
    rule: 'one-subject-two-codes',
    rows: [
      [
        'enterprise-registration',
        register,
        registration(card, n, { name: card.name, legalRepresentative: card.representative }),
      ],
    ],
  }),
  'a namesake': (card, n) => ({
    rule: null,
    rows: [['enterprise-registration', register, registration(card, n, { name: card.name })]],
  }),
};

function labelled(city: City, { item, rows }: File): string {
  const fields = city.catalogue.items.find(({ code }) => code === item)?.fields ?? [];
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  return rows
    .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).map(([name, v]) => [labels.get(name), v]))))
    .join('\n');
}

/**
 * Plants `each` contradictions of every kind by importing further files.
 * @returns the truth; rows that the import did not take are an error
 */
export async function plantDifferences(db: Db, city: City, folder: string, each: number): Promise<PlantedDifference[]> {
  const free = await cards(db);
  const files = new Map<string, File>();
  const truth: PlantedDifference[] = [];
  let n = 0;
  // Exits first: they need subjects of their own.
  const inOrder = Object.entries(plants).sort(
    ([a], [b]) => Number(b.endsWith('the exit')) - Number(a.endsWith('the exit')),
  );
  for (const [kind, plant] of inOrder) {
    for (let i = 0; i < each; i++) {
      n += 1;
      const at = free.findIndex(({ bare }) => bare || !kind.endsWith('the exit'));
      const [card] = at < 0 ? [] : free.splice(at, 1);
      if (card === undefined) throw new Error('the city has too few subjects for so many plants');
      const { rows, rule, ...rest } = plant(card, n);
      truth.push({ kind, rule, subject: card.code, ...rest });
      for (const [item, department, row] of rows) {
        const file = files.get(`${item} ${department}`) ?? { item, department, rows: [] };
        file.rows.push(row);
        files.set(`${item} ${department}`, file);
      }
    }
  }
  for (const [name, file] of files) {
    const path = join(folder, `${name.replace(' ', '__')}__planted.ndjson`);
    await writeFile(path, labelled(city, file));
    const { item, department, rows } = file;
    const taken = await importFile(db, { city, item, department, path, name, channel: 'generated', actor: 'test' });
    if (taken.accepted + taken.corrected !== rows.length) throw new Error(`${name}: ${JSON.stringify(taken)}`);
  }
  return truth;
}
