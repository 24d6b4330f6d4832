/** The name of a file in a ZIP container as its writer saw it; Windows in China writes it in GB18030 and says nothing. */
import { isAscii, isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';

/** The general purpose flag by which a writer states that the name is UTF-8. */
const UTF8_FLAG = 0x800;
const UNICODE_PATH = 0x7075;
const FOREIGN = /[^\p{ASCII}\p{sc=Han}\u2010-\u2027\u3000-\u303f\uff00-\uffef·]/u;

const gb18030 = new TextDecoder('gb18030');

export interface NamedEntry {
  fileNameRaw: Buffer;
  generalPurposeBitFlag: number;
  extraFields: { id: number; data: Buffer }[];
}

/** The name with slashes between its folders. */
export function entryName({ fileNameRaw: raw, generalPurposeBitFlag, extraFields }: NamedEntry): string {
  return (unicodePath(raw, extraFields) ?? decoded(raw, (generalPurposeBitFlag & UTF8_FLAG) !== 0)).replaceAll(
    '\\',
    '/',
  );
}

function decoded(raw: Buffer, statedUtf8: boolean): string {
  if (isAscii(raw)) return raw.toString('latin1');
  if (!isUtf8(raw)) return gb18030.decode(raw);
  const text = raw.toString('utf8');
  // Two-character GBK words such as 联通 are well-formed UTF-8 too, but no Chinese.
  if (statedUtf8 || !FOREIGN.test(text)) return text;
  const chinese = gb18030.decode(raw);
  return FOREIGN.test(chinese) ? text : chinese;
}

/** The name in UTF-8 that some writers put beside the old one, if it belongs to it. */
function unicodePath(raw: Buffer, extraFields: NamedEntry['extraFields']): string | null {
  const field = extraFields.find(({ id, data }) => id === UNICODE_PATH && data.length > 5 && data[0] === 1);
  if (field === undefined || field.data.readUInt32LE(1) !== crc32(raw)) return null;
  const name = field.data.subarray(5);
  return isUtf8(name) ? name.toString('utf8') : null;
}

/** Whether the name points out of the folder that the container is unpacked into, or is none at all. */
export function isHostileName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return name === '' || /^\/|^[a-z]:|[\0-\x1f]/i.test(name) || name.split('/').includes('..');
}
