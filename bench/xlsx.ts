/**
 * How fast, and in how much memory, a workbook is read: 400,000 penalty rows of 30 columns with shared strings, as
 * Excel writes them. Reading only: no checks, no database; the whole program is loaded. `node bench/xlsx.ts [rows]`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { Archive, openTable, tableRows } from '../server/src/modules/exchange/index.ts';
import { loadCity } from '../server/src/platform/city/index.ts';
import { bookParts, escapeXml, letters, zip } from '../server/test/bad-input/zip.ts';

const [mode, path = '', count = ''] = process.argv.slice(2);
const header = `CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB
  CF_FR_ZJLX CF_FR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ CF_YXQ CF_GSJZQ
  CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ 处罚名称 权力编码`.split(/\s+/);

function cellsOf(n: number): (string | number | null)[] {
  const organisation = organisationCodeFrom(`XH${String(n % 1_000_000).padStart(6, '0')}`);
  const authority = '11370100MB0XTE5T6A';
  return [
    ...[
      `济南市历下区样例第${n}号商贸有限公司`,
      '法人及非法人组织',
      usccFrom(`91370102${organisation}`),
      '370102200012345',
    ],
    ...[
      organisation,
      `370102${organisation}`,
      '无',
      '无',
      '样例某',
      '身份证',
      '370102190101010032',
      `济样市监处罚〔2025〕${n}号`,
    ],
    '未按规定公示应当公示的信息',
    '当事人于检查中未能出示进货查验记录，经责令改正后在规定期限内仍未改正，违反了食品安全法第五十三条的规定。',
    ...['《中华人民共和国食品安全法》第一百二十六条第一款第三项', '罚款', `处以罚款${500 + n}元的行政处罚`],
    ...[(500 + n) / 10_000, 0, '无', 43_000 + (n % 2000), '长期', 47_000, '济南市样例监督管理局', authority],
    ...['济南市样例监督管理局', authority, '无', `样例案${n % 1000}`, `Q${n % 5000}`],
  ];
}

/** Writes the workbook; kept apart from the reading, whose memory is measured. */
function write(rows: number): void {
  const numbers = new Map<string, number>();
  const cellXml = (cell: string | number | null, column: number, row: number) => {
    const at = `${letters(column)}${row}`;
    if (cell === null) return '';
    if (typeof cell === 'number')
      return `<c r="${at}"${column === 20 || column === 22 ? ' s="1"' : ''}><v>${cell}</v></c>`;
    let number = numbers.get(cell);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(cell, number);
    }
    return `<c r="${at}" t="s"><v>${number}</v></c>`;
  };
  const pieces: Buffer[] = [Buffer.from('<?xml version="1.0"?><worksheet><sheetData>')];
  for (let row = 1; row <= rows + 1; row++) {
    const cells: (string | number | null)[] = row === 1 ? header : cellsOf(row);
    pieces.push(
      Buffer.from(`<row r="${row}" spans="1:30">${cells.map((cell, at) => cellXml(cell, at, row)).join('')}</row>`),
    );
  }
  pieces.push(Buffer.from('</sheetData></worksheet>'));
  const strings = [...numbers.keys()].map((text) => Buffer.from(`<si><t>${escapeXml(text)}</t></si>`));
  const parts = bookParts({ sheets: [{ rows: [] }], formats: [14], strings: '' });
  const replaced = (name: string, data: Buffer) => parts.map((part) => (part.name === name ? { name, data } : part));
  parts.splice(0, parts.length, ...replaced('xl/worksheets/sheet1.xml', Buffer.concat(pieces)));
  parts.splice(
    0,
    parts.length,
    ...replaced('xl/sharedStrings.xml', Buffer.concat([Buffer.from('<sst>'), ...strings, Buffer.from('</sst>')])),
  );
  writeFileSync(path, zip(parts));
  console.log(`${rows} rows, ${numbers.size} shared strings, ${Math.round(statSync(path).size / 2 ** 20)} MB packed`);
}

async function read(): Promise<void> {
  const item = loadCity('jinan').catalogue.items.find(({ code }) => code === 'administrative-penalty');
  if (item === undefined) throw new Error('the catalogue has no item administrative-penalty');
  const began = performance.now();
  const table = await openTable(await Archive.open(path, 'bench.xlsx'), 'bench.xlsx', { item });
  const opened = performance.now();
  let rows = 0;
  let characters = 0;
  for await (const piece of tableRows(table)) {
    rows += piece.rows.length;
    for (const row of piece.rows) for (const cell of row.cells) characters += cell.length;
  }
  table.close();
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${rows} rows, ${table.header.length} columns, ${characters} characters in ${seconds.toFixed(1)} s ` +
      `(${((opened - began) / 1000).toFixed(1)} s until the first row), ${Math.round(rows / seconds)} rows/s, ` +
      `peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
}

if (mode === '--write') write(Number(count));
else if (mode === '--read') await read();
else {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-xlsx-'));
  const file = join(folder, 'bench.xlsx');
  for (const args of [
    ['--write', file, mode ?? '400000'],
    ['--read', file],
  ]) {
    // Without a limit the heap holds garbage for as long as there is memory; what is needed shows under one.
    const limit = args[0] === '--read' ? ['--max-old-space-size=128'] : [];
    spawnSync(process.execPath, [...limit, import.meta.filename, ...args], { stdio: 'inherit' });
  }
  rmSync(folder, { recursive: true });
}
