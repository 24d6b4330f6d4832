/** What a workbook says about itself: its sheets, how it counts days, its number formats and shared strings. */
import { type Archive, refuse } from './archive.ts';
import { type NumberFormat, numberFormat } from './number-format.ts';
import { StringTable } from './string-table.ts';
import { attributeOf, eachTag, unescapeText, XmlReader } from './xml.ts';

export interface Sheet {
  name: string;
  /** Entry of the archive. */
  part: string;
  hidden: boolean;
}

export interface Workbook {
  archive: Archive;
  /** The file's name, for messages. */
  name: string;
  sheets: Sheet[];
  base1904: boolean;
  /** Number format of each cell style. */
  formats: NumberFormat[];
  strings: StringTable;
  close(): void;
}

const plain = numberFormat(0, undefined);

/** A part named by a relationship, as an entry of the archive. */
function entryOf(folder: string, target: string): string {
  const whole = target.startsWith('/') ? target.slice(1) : `${folder}/${target}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

interface Relation {
  id: string;
  type: string;
  entry: string;
}

async function relationsOf(archive: Archive, part: string, name: string): Promise<Relation[]> {
  const folder = part.split('/').slice(0, -1).join('/');
  const entry = `${folder === '' ? '' : `${folder}/`}_rels/${part.split('/').at(-1)}.rels`;
  const relations: Relation[] = [];
  if (!archive.has(entry)) return relations;
  await eachTag(archive.read(entry), name, (tag, { Id, Type, Target, TargetMode }) => {
    if (tag !== 'Relationship' || Target === undefined || TargetMode === 'External') return;
    relations.push({ id: Id ?? '', type: Type?.split('/').at(-1) ?? '', entry: entryOf(folder, Target) });
  });
  return relations;
}

/** Says what an archive is that is no workbook of ours, or null when it may be one. */
function foreignKind(archive: Archive): string | null {
  if (archive.has('xl/workbook.bin')) return 'Excel 二进制工作簿（.xlsb）';
  if (archive.has('content.xml') && archive.has('mimetype')) return 'OpenDocument 文件（.ods）';
  if (archive.has('word/document.xml')) return 'Word 文档';
  if (archive.has('ppt/presentation.xml')) return '演示文稿';
  return null;
}

/** Whether the archive is a workbook in the format of Excel 2007 and later. */
export function isWorkbook(archive: Archive): boolean {
  return archive.has('[Content_Types].xml') && archive.names.some((name) => /(^|\/)workbook\.xml$/i.test(name));
}

/** @throws XinhengError batch-refused for an archive that is another office format */
export function refuseForeign(archive: Archive, name: string): void {
  const kind = foreignKind(archive);
  if (kind !== null) refuse(`“${name}”是${kind}，系统不能读取。请另存为 Excel 工作簿（.xlsx）或 CSV 后再导入。`);
}

/** Reads everything but the rows. @throws XinhengError batch-refused */
export async function openWorkbook(archive: Archive, name: string): Promise<Workbook> {
  const [office] = (await relationsOf(archive, '', name)).filter(({ type }) => type === 'officeDocument');
  const part = office?.entry ?? 'xl/workbook.xml';
  const linked = archive.names.find((entry) => /(^|\/)externalLinks\//i.test(entry));
  if (linked !== undefined) {
    refuse(
      `“${name}”含有指向其他文件的链接，其中的数值可能不是本文件的内容。请在 Excel 的“数据→编辑链接”中断开链接（或选择性粘贴为数值）后再导入。`,
    );
  }
  const relations = await relationsOf(archive, part, name);
  const book = await readBook(archive, part, relations, name);
  const entryFor = (type: string) => relations.find((relation) => relation.type === type)?.entry;
  const styles = entryFor('styles');
  const formats = styles === undefined ? [] : await readStyles(archive.read(styles), name);
  const shared = entryFor('sharedStrings');
  const strings = new StringTable();
  try {
    if (shared !== undefined) await readStrings(archive.read(shared), strings, name);
  } catch (error) {
    strings.close();
    throw error;
  }
  return {
    ...book,
    archive,
    name,
    formats,
    strings,
    close() {
      strings.close();
      archive.close();
    },
  };
}

async function readBook(archive: Archive, part: string, relations: Relation[], name: string) {
  const sheets: Sheet[] = [];
  let base1904 = false;
  await eachTag(archive.read(part), name, (tag, attributes) => {
    if (tag === 'workbookPr') base1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
    if (tag !== 'sheet') return;
    const relation = relations.find(({ id }) => id === attributeOf(attributes, 'id'));
    // Charts and dialogs are sheets too, without rows.
    if (relation?.type !== 'worksheet') return;
    const hidden = (attributes.state ?? 'visible') !== 'visible';
    sheets.push({ name: attributes.name ?? '', part: relation.entry, hidden });
  });
  if (sheets.length === 0) refuse(`“${name}”里没有工作表。`);
  return { sheets, base1904 };
}

async function readStyles(bytes: AsyncIterable<Buffer>, name: string): Promise<NumberFormat[]> {
  const codes = new Map<number, string>();
  const ids: number[] = [];
  await eachTag(bytes, name, (tag, attributes, path) => {
    if (tag === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
    // Cell styles; those of named styles stand under cellStyleXfs.
    else if (tag === 'xf' && path.at(-1) === 'cellXfs') ids.push(Number(attributes.numFmtId ?? 0));
  });
  return ids.map((id) => numberFormat(id, codes.get(id)));
}

/** The format of a style number; plain when the file has none. */
export function formatOf(workbook: Workbook, style: string | undefined): NumberFormat {
  return (style === undefined ? undefined : workbook.formats[Number(style)]) ?? workbook.formats[0] ?? plain;
}

async function readStrings(bytes: AsyncIterable<Buffer>, strings: StringTable, name: string): Promise<void> {
  let text = '';
  let inText = false;
  let phonetic = 0;
  const reader = new XmlReader(
    {
      open(tag) {
        if (tag === 'si') text = '';
        else if (tag === 't') inText = true;
        else if (tag === 'rPh') phonetic++;
      },
      close(tag) {
        if (tag === 't') inText = false;
        else if (tag === 'rPh') phonetic--;
        else if (tag === 'si' && !strings.add(unescapeText(text)))
          refuse(`“${name}”中的文字过多或有一格过长，请拆成几个文件，或另存为 CSV 后再导入。`);
      },
      text(piece) {
        if (inText && phonetic === 0) text += piece;
      },
    },
    name,
  );
  for await (const chunk of bytes) reader.write(chunk);
  reader.end();
}
