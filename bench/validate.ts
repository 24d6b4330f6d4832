/**
 * How many rows a second the compiled checks do on one core: a penalty row of the 2018 standard, 27 filled columns,
 * one in twenty with something to correct. No database, no files. `node bench/validate.ts [rows]`
 */

import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { compileItem, emptyRow, mapHeader } from '../server/src/modules/quality/index.ts';
import { loadCity } from '../server/src/platform/city/index.ts';

const rows = Number(process.argv[2] ?? 400_000);
const { catalogue } = loadCity('jinan');
const item = catalogue.items.find(({ code }) => code === 'administrative-penalty');
if (item === undefined) throw new Error('the catalogue has no item administrative-penalty');

const header =
  `CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_ZJLX
  CF_FR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ CF_YXQ CF_GSJZQ CF_CFJG
  CF_CFJGDM CF_SJLY CF_SJLYDM BZ`.split(/\s+/);
const { columns, missing, unknown } = mapHeader(header, item);
if (missing.length + unknown.length > 0)
  throw new Error(`header does not fit the item: ${JSON.stringify({ missing, unknown })}`);

const day = (n: number): string => new Date(Date.UTC(2016, 0, 1 + (n % 3900))).toISOString().slice(0, 10);
const authority = '11370100MB0XTE5T6A';
const bodyOf = (n: number): string => `XH${String(n % 1_000_000).padStart(6, '0')}`;

function line(n: number): string[] {
  const organisation = organisationCodeFrom(bodyOf(n));
  const uscc = usccFrom(`91370102${organisation}`);
  const dirty = n % 20 === 0;
  return [
    `济南市历下区样例第${n}号商贸有限公司`,
    '法人及非法人组织',
    dirty ? uscc.toLowerCase() : uscc,
    '',
    organisation,
    '',
    '',
    '',
    '样例某',
    '身份证',
    '370102190101010032',
    `济样市监处罚〔${2016 + (n % 10)}〕${n}号`,
    '未按规定公示应当公示的信息',
    '当事人于检查中未能出示进货查验记录,经责令改正后在规定期限内仍未改正,违反了食品安全法第五十三条的规定。',
    '《中华人民共和国食品安全法》第一百二十六条第一款第三项',
    n % 3 === 0 ? '罚款;没收违法所得' : '罚款',
    `处以罚款${500 + (n % 5000)}元的行政处罚`,
    String((500 + (n % 5000)) / 10_000),
    '',
    '',
    dirty ? day(n).replaceAll('-', '.') : day(n),
    '2099/12/31',
    '',
    '济南市样例监督管理局',
    authority,
    '济南市样例监督管理局',
    authority,
    '',
  ];
}

/** Made beforehand and repeated: making rows is not what is measured. Few enough to be in the cache, as freshly split rows are. */
const distinct = Math.min(rows, 5000);
const checker = compileItem(item, catalogue.codeLists, { today: '2026-11-23' });
const cells = Array.from({ length: distinct }, (_, n) => {
  const own = new Array<string | undefined>(checker.fields.length).fill(undefined);
  for (const [at, cell] of line(n).entries()) if ((columns[at] as number) >= 0) own[columns[at] as number] = cell;
  return own;
});

const row = emptyRow();
const outcomes: Record<string, number> = {};
const samples: number[] = [];
const rounds = 31;
const share = Math.ceil(rows / rounds);
for (let at = 0; at < distinct; at++) checker.check(cells[at] as string[], row);
for (let round = 0; round < rounds; round++) {
  // Time of this thread, not of the wall: other work on the machine is not ours.
  const started = process.threadCpuUsage();
  for (let n = 0; n < share; n++) {
    checker.check(cells[(round * share + n) % distinct] as string[], row);
    outcomes[row.outcome] = (outcomes[row.outcome] ?? 0) + 1;
  }
  const used = process.threadCpuUsage(started);
  samples.push(share / ((used.user + used.system) / 1e6));
}
samples.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    item: item.code,
    columns: header.length,
    rows: share * rounds,
    outcomes,
    rowsPerCoreSecond: {
      least: Math.round(samples[0] as number),
      median: Math.round(samples[rounds >> 1] as number),
      most: Math.round(samples[rounds - 1] as number),
    },
    residentMegabytes: Math.round(process.memoryUsage().rss / 1e6),
    node: process.version,
  }),
);
