import type { CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';
import { describe, expect, it } from 'vitest';
import { officerOf } from '../../../test/officers.ts';
import { publicViewer, type Viewer } from '../../platform/access/index.ts';
import { loadCity } from '../../platform/city/index.ts';
import { disclosePayload, shownFields, sightOf } from './disclose.ts';

const city = loadCity('jinan');
const item = (code: string) => city.catalogue.items.find((candidate) => candidate.code === code) as CatalogueItem;
const penalty = item('administrative-penalty');
const here = { region: '370102', department: 'market-regulation' };

const clerk = officerOf(city, 'market-regulation-370102', ['entry-clerk']);
const viewers: { title: string; viewer: Viewer; place: { region: string; department: string } }[] = [
  { title: '公众', viewer: publicViewer, place: here },
  { title: '信用查询员', viewer: officerOf(city, 'central-bank', ['credit-inquirer']), place: here },
  { title: '录入员（本区划主体）', viewer: clerk, place: here },
  { title: '录入员（区划外主体）', viewer: clerk, place: { ...here, region: '370103' } },
  { title: '审核员', viewer: officerOf(city, 'market-regulation', ['reviewer']), place: here },
  { title: '信用管理员', viewer: officerOf(city, 'development-reform', ['credit-officer']), place: here },
];

describe('sight', () => {
  it('goes as far as the permission reaches, and no further', () => {
    const sights = viewers.map(({ viewer, place }) => sightOf(viewer, place));
    expect(sights).toEqual([
      { level: 'public', unmasked: false },
      { level: 'public', unmasked: false },
      { level: 'shared', unmasked: false },
      { level: 'public', unmasked: false },
      { level: 'shared', unmasked: false },
      { level: 'authorised', unmasked: true },
    ]);
    // A subject whose region nobody knows is in nobody's region.
    expect(sightOf(clerk, { ...here, region: null })).toEqual({ level: 'public', unmasked: false });
    expect(sightOf(clerk)).toEqual({ level: 'public', unmasked: false });
  });

  it('of a program is shared with its leave to read subjects, and authorised for its own department only', () => {
    const program = (...permissions: string[]): Viewer => ({
      kind: 'client',
      tokenId: 't',
      department: 'tax',
      permissions: new Set(permissions),
    });
    expect(sightOf(program('subjects.read'), here)).toEqual({ level: 'shared', unmasked: false });
    const authorised = program('subjects.read', 'records.read-authorised');
    expect(sightOf(authorised, here).level).toBe('shared');
    expect(sightOf(authorised, { ...here, department: 'tax' }).level).toBe('authorised');
    expect(sightOf(program('batches.submit'), here).level).toBe('public');
  });
});

describe('a natural person 自然人', () => {
  const row = {
    name: '欧阳试一',
    category: 'natural-person',
    legalRepresentative: '司马测',
    certificate: '370102190101010032',
    certificateType: 'identity-card',
    documentNumber: '济罚〔2026〕1号',
    facts: '占道经营',
  };
  const seenBy = (at: number) => {
    const { viewer, place } = viewers[at] as (typeof viewers)[number];
    return disclosePayload(penalty, row, sightOf(viewer, place));
  };

  it('is named by the family name to everybody but those who may read persons unmasked', () => {
    for (const at of [0, 1, 2, 3, 4])
      expect(seenBy(at)).toEqual({
        name: '欧***',
        category: 'natural-person',
        legalRepresentative: '司**',
        documentNumber: '济罚〔2026〕1号',
        facts: '占道经营',
      });
    expect(seenBy(5)).toEqual(row);
  });

  it('is told from an organisation by the category, in code or in words; an organisation is named in full', () => {
    const sight = sightOf(publicViewer);
    const name = (category: string | undefined) =>
      disclosePayload(penalty, { name: '济南样例公司', ...(category && { category }) }, sight).name;
    expect(name('自然人')).toBe('济*****');
    expect(name('organisation')).toBe('济南样例公司');
    expect(name('individual-business')).toBe('济南样例公司');
    expect(name(undefined)).toBe('济南样例公司');
  });

  it('keeps the number of a certificate behind 授权查询, and masked there without the second permission', () => {
    const authorised = { level: 'authorised', unmasked: false } as const;
    expect(disclosePayload(penalty, row, authorised)).toMatchObject({ certificate: '370102********0032' });
    // Also where a declaration forgot to say so.
    const careless: Field = { name: 'number', label: '号码', aliases: [], type: 'person-id', disclosure: 'public' };
    const carelessItem = { ...penalty, fields: [careless] };
    const payload = { number: '370102190101010032' };
    expect(disclosePayload(carelessItem, payload, { level: 'shared', unmasked: true })).toEqual({});
    expect(disclosePayload(carelessItem, payload, authorised)).toEqual({ number: '370102********0032' });
    expect(disclosePayload(carelessItem, payload, { level: 'authorised', unmasked: true })).toEqual(payload);
  });
});

type Seen = '显示' | '遮盖' | '—';

function seen(of: CatalogueItem, field: Field, at: (typeof viewers)[number], person: boolean): Seen {
  const category = of.fields.find(({ codeList }) => codeList === 'subject-category')?.name;
  const payload = person && category ? { [category]: 'natural-person' } : {};
  const found = shownFields(of, payload, sightOf(at.viewer, at.place)).find((shown) => shown.field === field);
  return found === undefined ? '—' : found.mask ? '遮盖' : '显示';
}

/** The rule as the law and the declarations say it, written a second time in the plainest words. */
function lawful(of: CatalogueItem, field: Field, title: string, person: boolean): Seen {
  const least = field.type === 'person-id' ? 'authorised' : (field.disclosure ?? of.disclosure);
  const insiders = ['录入员（本区划主体）', '审核员', '信用管理员'];
  if (least === 'shared' && !insiders.includes(title)) return '—';
  if (least === 'authorised' && title !== '信用管理员') return '—';
  if (title === '信用管理员') return '显示';
  const named = person && (field.type === 'person' || (field.type === 'name' && field.name === of.identity.name));
  return field.mask !== undefined || field.type === 'person-id' || named ? '遮盖' : '显示';
}

it('every field of every item to every kind of viewer: as the rule says, and as the committed table says', async () => {
  const lines = [
    '# 字段公开与遮盖一览',
    '',
    '由 server/src/modules/records/disclose.test.ts 从信息目录和角色权限表生成，不要手工修改；目录或角色变动后运行',
    '`npx vitest run --project pure server/src/modules/records/disclose.test.ts -u`。',
    '',
    '显示：原样看到；遮盖：只看到一部分（张**）；—：看不到。所有人都原样看到的字段不列。“自然人”指当事人类别为自然人的行。',
    '',
    `| 信息项 | 字段 | ${viewers.map(({ title }) => title).join(' | ')} |`,
    `|---|---|${viewers.map(() => '---|').join('')}`,
  ];
  for (const of of city.catalogue.items) {
    const byCategory = of.fields.some(({ codeList }) => codeList === 'subject-category');
    for (const field of of.fields) {
      const rows = [false, ...(byCategory ? [true] : [])].map((person) => {
        const cells = viewers.map((at) => seen(of, field, at, person));
        expect(cells, `${of.code} ${field.name} ${person}`).toEqual(
          viewers.map(({ title }) => lawful(of, field, title, person)),
        );
        return { person, cells };
      });
      const [first, second] = rows;
      for (const { person, cells } of rows) {
        if (cells.every((cell) => cell === '显示')) continue;
        if (person && String(first?.cells) === String(second?.cells)) continue;
        lines.push(`| ${of.name} | ${field.label}${person ? '（自然人）' : ''} | ${cells.join(' | ')} |`);
      }
    }
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../../../docs/ops/field-disclosure.md');
});
