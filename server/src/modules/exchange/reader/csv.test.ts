import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvSplitter, delimiterOf } from './csv.ts';

function split(pieces: string[], columns = 2, delimiter = ',') {
  const rows: { cells: string[]; line: number }[] = [];
  const broken: { text: string; line: number }[] = [];
  const sink = {
    row: (cells: string[], line: number) => rows.push({ cells, line }),
    broken: (_problem: string, text: string, line: number) => broken.push({ text, line }),
  };
  const splitter = new CsvSplitter(delimiter, columns);
  for (const piece of pieces) splitter.push(piece, sink);
  splitter.end(sink);
  return { rows, broken };
}

const cell = fc.string({ unit: fc.constantFrom('甲', 'a', ',', '"', '\n', ' ', '\r\n', '（', '1'), maxLength: 8 });
const written = (text: string) => (/[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text);

describe('CsvSplitter', () => {
  it('gives back what any well-formed writer wrote, however the lines are pushed', () => {
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(table, fc.nat(), (rows, seed) => {
        const text = `${rows.map((row) => row.map(written).join(',')).join('\n')}\n`;
        const lines = text.split(/(?<=\n)/);
        const pieces: string[] = [];
        for (let i = 0, step = 1 + (seed % 3); i < lines.length; i += step)
          pieces.push(lines.slice(i, i + step).join(''));
        const result = split(pieces, 3);
        expect(result.broken).toEqual([]);
        expect(result.rows.map((row) => row.cells)).toEqual(rows);
      }),
    );
  });

  it('knows the line a row begins on', () => {
    const { rows } = split(['甲,"一\n二"\n乙,三\r\n丙,四']);
    expect(rows).toEqual([
      { cells: ['甲', '一\n二'], line: 1 },
      { cells: ['乙', '三'], line: 3 },
      { cells: ['丙', '四'], line: 4 },
    ]);
  });

  it('loses one line, not the file, to a quote that is never closed', () => {
    const { rows, broken } = split(['甲,一\n乙,"二\n丙,三\n', '丁,四\n']);
    expect(broken).toEqual([{ text: '乙,"二', line: 2 }]);
    expect(rows.map((row) => row.cells[0])).toEqual(['甲', '丙', '丁']);
  });

  it('does not let a stray quote swallow the rows up to the next quoted cell', () => {
    const { rows, broken } = split(['甲,"一\n乙,二\n丙,"三"\n丁,四\n']);
    expect(broken.map((row) => row.line)).toEqual([1]);
    expect(rows.map((row) => row.cells)).toEqual([
      ['乙', '二'],
      ['丙', '三'],
      ['丁', '四'],
    ]);
  });

  it('gives up on an open quote once a megabyte has passed', () => {
    const filler = Array.from({ length: 200 }, (_, i) => `名${i},${'字'.repeat(10_000)}\n`);
    const { rows, broken } = split(['甲,"一\n', ...filler]);
    expect(broken.length).toBe(1);
    expect(rows.length).toBe(200);
  });

  it('keeps quotes inside a cell, and text behind a closing quote', () => {
    expect(split(['a"b,c\n"甲"乙,丙\n']).rows.map((row) => row.cells)).toEqual([
      ['a"b', 'c'],
      ['甲乙', '丙'],
    ]);
  });
});

describe('delimiterOf', () => {
  it.each([
    ['甲,乙,丙', ','],
    ['甲\t乙,丙\t丁', '\t'],
    ['甲;乙;丙', ';'],
    ['甲|乙', '|'],
    ['甲', ','],
    ['"甲;乙;丙",丁', ','],
  ])('%s → %s', (header, delimiter) => {
    expect(delimiterOf(header)).toBe(delimiter);
  });
});
