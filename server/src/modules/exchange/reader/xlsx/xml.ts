/** XML of a workbook read as a stream of tags: no document types, no entities but XML's five, nothing held for long. */
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { refuse } from './archive.ts';

/** Longest text, tag or comment: Excel allows 32,767 characters in a cell. */
const LONGEST_PIECE = 1 << 20;

export interface XmlSink {
  open(name: string, attributes: Record<string, string>): void;
  close(name: string): void;
  text(text: string): void;
}

/** `x:row` and `row` are the same to us: strict and transitional workbooks differ in their namespaces only. */
function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** A parser of one part of the file called `name`; give it bytes with `write`, and `end` it. */
export class XmlReader {
  readonly #parser = new SaxesParser<{ xmlns: false; position: boolean }>({ xmlns: false, position: false });
  readonly #name: string;
  #decoder: TextDecoder | undefined;
  #silent = 0;

  constructor(sink: XmlSink, name: string) {
    this.#name = name;
    const parser = this.#parser;
    parser.on('error', () => refuse(`“${name}”中的 XML 有误，文件已损坏。请在 Excel 中打开并重新保存。`));
    parser.on('doctype', () => refuse(`“${name}”中含有 XML 文档类型声明（DOCTYPE），可能是恶意文件，拒绝读取。`));
    parser.on('opentag', (tag: SaxesTagPlain) => {
      this.#silent = 0;
      sink.open(localName(tag.name), tag.attributes);
    });
    parser.on('closetag', (tag: SaxesTagPlain) => {
      this.#silent = 0;
      sink.close(localName(tag.name));
    });
    parser.on('text', (text) => sink.text(text));
    parser.on('cdata', (text) => sink.text(text));
  }

  write(bytes: Buffer): void {
    this.#decoder ??= new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8');
    // The parser gathers a text until its end: one without an end must not fill the memory.
    this.#silent += bytes.length;
    this.#parser.write(this.#decoder.decode(bytes, { stream: true }));
    if (this.#silent > LONGEST_PIECE)
      refuse(`“${this.#name}”中有一格超过 1 MB，不是电子表格软件写出的文件，拒绝读取。`);
  }

  end(): void {
    this.#parser.close();
  }
}

/** Reads a small part whole and calls `open` for every tag. */
export async function eachTag(
  bytes: AsyncIterable<Buffer>,
  name: string,
  open: (name: string, attributes: Record<string, string>, path: readonly string[]) => void,
): Promise<void> {
  const path: string[] = [];
  const reader = new XmlReader(
    {
      open(tag, attributes) {
        open(tag, attributes, path);
        path.push(tag);
        if (path.length > 200) refuse(`“${name}”中的 XML 嵌套过深，拒绝读取。`);
      },
      close: () => void path.pop(),
      text: () => {},
    },
    name,
  );
  for await (const chunk of bytes) reader.write(chunk);
  reader.end();
}

/** An attribute by its local name (`r:id` as `id`). */
export function attributeOf(attributes: Record<string, string>, name: string): string | undefined {
  const own = attributes[name];
  if (own !== undefined) return own;
  for (const key in attributes) if (localName(key) === name) return attributes[key];
  return undefined;
}

/** Excel writes control characters as _x000D_, and an underscore before such a text as _x005F_. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
