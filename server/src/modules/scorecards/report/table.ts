/** A table on paper: header repeated on every page, marks drawn as shapes because the font has none. */
import type { Colour } from '@xinheng/contracts/scorecards.ts';
import type PDFDocument from 'pdfkit';

export type Paper = InstanceType<typeof PDFDocument>;

export interface PaperCell {
  text: string;
  colour?: Colour;
  right?: boolean;
}

export interface PaperTable {
  header: string[];
  /** Points, together no wider than the page. */
  widths: number[];
  rows: PaperCell[][];
}

export const inks: Record<Colour | 'ink' | 'muted' | 'line' | 'wash', string> = {
  ...{ good: '#17663a', fair: '#7a4b00', poor: '#a3211b', none: '#4d5c6b' },
  ...{ ink: '#1b2733', muted: '#4d5c6b', line: '#d4dce4', wash: '#f3f6f9' },
};

const [rowHeight, padding, fontSize] = [20, 5, 9];

/** The shape that stands for a colour: disc, triangle, square; nothing for no data. */
export function drawMark(paper: Paper, colour: Colour, x: number, y: number, size: number): void {
  paper.save().fillColor(inks[colour]);
  if (colour === 'good') paper.circle(x + size / 2, y + size / 2, size / 2).fill();
  if (colour === 'fair') paper.polygon([x, y + size], [x + size, y + size], [x + size / 2, y]).fill();
  if (colour === 'poor') paper.rect(x, y, size, size).fill();
  paper.restore();
}

/** As much of the text as the width takes. */
function fitted(paper: Paper, text: string, width: number): string {
  if (paper.widthOfString(text) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && paper.widthOfString(`${letters.join('')}…`) > width) letters.pop();
  return `${letters.join('')}…`;
}

function drawCell(paper: Paper, cell: PaperCell, x: number, y: number, width: number): void {
  const mark = cell.colour !== undefined && cell.colour !== 'none' ? 10 : 0;
  if (cell.colour) drawMark(paper, cell.colour, x + padding, y + 7, 6);
  const room = width - 2 * padding - mark;
  const text = fitted(paper, cell.text, room);
  const left = cell.right ? x + width - padding - paper.widthOfString(text) : x + padding + mark;
  paper.fillColor(inks[cell.colour ?? 'ink']).text(text, left, y + 4, { lineBreak: false });
}

/** Draws the table from the present position on, over as many pages as it needs. */
export function drawTable(paper: Paper, { header, widths, rows }: PaperTable): void {
  const left = paper.page.margins.left;
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const bottom = () => paper.page.height - paper.page.margins.bottom;
  const row = (cells: PaperCell[], y: number) => {
    let x = left;
    for (const [at, cell] of cells.entries()) {
      drawCell(paper, cell, x, y, widths[at] as number);
      x += widths[at] as number;
    }
    paper
      .strokeColor(inks.line)
      .lineWidth(0.5)
      .moveTo(left, y + rowHeight)
      .lineTo(left + whole, y + rowHeight)
      .stroke();
  };
  const head = () => {
    const { y } = paper;
    paper.rect(left, y, whole, rowHeight).fill(inks.wash);
    paper.font('bold').fontSize(fontSize);
    // A title stands over its numbers.
    row(
      header.map((text, at) => ({ text, right: rows[0]?.[at]?.right ?? false })),
      y,
    );
    paper.font('text');
    return y + rowHeight;
  };
  if (paper.y + 2 * rowHeight > bottom()) paper.addPage();
  let y = head();
  for (const cells of rows) {
    if (y + rowHeight > bottom()) {
      paper.addPage();
      y = head();
    }
    row(cells, y);
    y += rowHeight;
  }
  paper.x = left;
  paper.y = y + 10;
}
