/**
 * Splits delimited text into rows and loses none: a broken row is reported with its line and the reading goes on with
 * the next line. Our own because no library at hand gives back the rows after a quote that is never closed, and
 * because this loop is the bulk path (docs/adr/0005).
 */

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** A quoted field may run over lines, but a row of more than this has a quote that was never closed. */
const LONGEST_ROW = 1 << 20;

/** An open quote finds no end in the text at hand. */
const OPEN = -1;
/** A quote found an end, but many lines later and with the wrong number of cells: it had none of its own. */
const LOST = -2;

export interface RowSink {
  /** `line` is the 1-based line on which the row begins, `lines` how many it spans. */
  row(cells: string[], line: number, lines: number): void;
  broken(problem: 'unclosed-quote', text: string, line: number): void;
}

export class CsvSplitter {
  readonly #delimiterCode: number;
  readonly #columns: number;
  #held = '';
  #line: number;

  /** @param columns how many cells a row should have; a row over several lines with another number lost a quote */
  constructor(delimiter: string, columns: number, firstLine = 1) {
    this.#delimiterCode = delimiter.charCodeAt(0);
    this.#columns = columns;
    this.#line = firstLine;
  }

  /** True when everything pushed so far has been given out: a place where the reading can be taken up again. */
  get idle(): boolean {
    return this.#held === '';
  }

  /** Line number of the first line that is pushed next. */
  get nextLine(): number {
    return this.#line + newlines(this.#held);
  }

  /** Takes whole lines of text; gives out the rows that end in them. */
  push(text: string, sink: RowSink): void {
    this.#read(this.#held === '' ? text : this.#held + text, sink, false);
  }

  /** Skips one line that was refused before it came here. */
  skipLine(sink: RowSink): void {
    this.end(sink);
    this.#line++;
  }

  /** The text is over: what is still held is a row without a line end, or one with an unclosed quote. */
  end(sink: RowSink): void {
    const held = this.#held;
    this.#held = '';
    if (held !== '') this.#read(held, sink, true);
  }

  #read(text: string, sink: RowSink, last: boolean): void {
    let at = 0;
    while (at < text.length) {
      const next = this.#row(text, at, sink, last);
      if (next < 0) {
        // The row goes on behind this text. If it is already longer than any row, its quote was never closed.
        if (next === OPEN && !last && text.length - at <= LONGEST_ROW) {
          this.#held = text.slice(at);
          return;
        }
        at = this.#giveUp(text, at, sink);
      } else at = next;
    }
    this.#held = '';
  }

  /** Reports the line at `at` as broken and returns where the next line begins. */
  #giveUp(text: string, at: number, sink: RowSink): number {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    sink.broken('unclosed-quote', text.slice(at, Math.min(end, at + 400)), this.#line);
    this.#line++;
    return newline < 0 ? text.length : newline + 1;
  }

  /** Reads one row from `at`; returns where the next begins, OPEN when a quote has no end here, or LOST. */
  #row(text: string, at: number, sink: RowSink, last: boolean): number {
    const cells: string[] = [];
    const delimiter = this.#delimiterCode;
    const length = text.length;
    let lines = 1;
    let from = at;
    for (;;) {
      if (from < length && text.charCodeAt(from) === QUOTE) {
        const close = closingQuote(text, from + 1);
        if (close < 0) return OPEN;
        let cell = text.slice(from + 1, close);
        if (cell.includes('"')) cell = cell.replaceAll('""', '"');
        if (cell.includes('\n')) lines += newlines(cell);
        // Text between the closing quote and the delimiter is kept: "甲"乙 is 甲乙, as spreadsheets read it.
        let end = close + 1;
        while (end < length && !endsCell(text.charCodeAt(end), delimiter)) end++;
        // Over several lines such text means that the quote found was the opening one of a later cell.
        if (end > close + 1 && lines > 1) return LOST;
        cells.push(end === close + 1 ? cell : cell + text.slice(close + 1, end));
        from = end;
      } else {
        let end = from;
        while (end < length && !endsCell(text.charCodeAt(end), delimiter)) end++;
        cells.push(text.slice(from, end));
        from = end;
      }
      if (from >= length) {
        // Only the end of the whole file ends a row without a line end; blocks are cut behind line ends.
        if (!last && lines > 1) return OPEN;
        break;
      }
      const code = text.charCodeAt(from);
      if (code === delimiter) {
        from++;
        continue;
      }
      from += code === CR && text.charCodeAt(from + 1) === LF ? 2 : 1;
      break;
    }
    // The length decides too, so that the verdict does not hang on how much text is at hand.
    if (lines > 1 && (cells.length !== this.#columns || from - at > LONGEST_ROW)) return LOST;
    sink.row(cells, this.#line, lines);
    this.#line += lines;
    return from;
  }
}

function endsCell(code: number, delimiter: number): boolean {
  return code === delimiter || code === LF || code === CR;
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
  return at;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The delimiter of a header line: the one of , TAB ; | that occurs most outside quotes. */
export function delimiterOf(headerLine: string): string {
  const outside = headerLine.replaceAll(/"[^"]*"/g, '');
  let best = ',';
  let most = -1;
  for (const candidate of [',', '\t', ';', '|']) {
    const count = outside.split(candidate).length;
    if (count > most) {
      best = candidate;
      most = count;
    }
  }
  return best;
}
