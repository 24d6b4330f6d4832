/** The monthly report on paper: A4 across, one file a department and month. */
import { type Colour, colourWords, type ReportFigures, type ScoreLine } from '@xinheng/contracts/scorecards.ts';
import PDFDocument from 'pdfkit';
import { reportFont } from './font.ts';
import { drawMark, drawTable, inks, type Paper, type PaperCell, type PaperTable } from './table.ts';

export interface ReportWords {
  cityName: string;
  /** Names of items. */
  itemName: (code: string) => string;
  madeAt: Date;
}

const [margin, pageWidth] = [36, 841.89];
const room = pageWidth - 2 * margin;

const monthWords = (month: string) => `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`;
const percent = (value: number) => `${(Math.floor(value * 1000) / 10).toFixed(1)}%`;

/**
 * The report as a PDF, fonts embedded as the subset that it uses. Equal figures made at the same moment give equal bytes
 * up to the identity that the format demands.
 */
export async function drawReport(figures: ReportFigures, words: ReportWords): Promise<Buffer> {
  const title = `${figures.name}公共信用信息质量月报（${monthWords(figures.month)}）`;
  const paper = new PDFDocument({
    ...{ size: 'A4', layout: 'landscape', margin, bufferPages: true, lang: 'zh-CN', displayTitle: true },
    info: { Title: title, Author: words.cityName, Producer: 'Xinheng', CreationDate: words.madeAt },
  });
  const parts: Buffer[] = [];
  paper.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    paper.on('end', resolve);
    paper.on('error', reject);
  });
  paper.registerFont('text', reportFont(400)).registerFont('bold', reportFont(700)).font('text');
  drawHead(paper, title, figures, words);
  heading(paper, '各事项');
  drawTable(paper, scoreTable('事项', figures, [...figures.items, { ...figures.total, name: '合计' }]));
  heading(paper, '逐月');
  drawTable(paper, scoreTable('月份', figures, figures.months));
  drawReasons(paper, figures, words);
  drawSilent(paper, figures, words);
  drawChallenges(paper, figures);
  drawFooters(paper, words);
  paper.end();
  await ended;
  return Buffer.concat(parts);
}

function heading(paper: Paper, text: string): void {
  if (paper.y + 70 > paper.page.height - margin) paper.addPage();
  paper
    .font('bold')
    .fontSize(12)
    .fillColor(inks.ink)
    .text(text, margin, paper.y + 6);
  paper.font('text').fontSize(9).moveDown(0.4);
}

function drawHead(paper: Paper, title: string, { total }: ReportFigures, { cityName }: ReportWords): void {
  paper.font('text').fontSize(10).fillColor(inks.muted).text(cityName);
  paper.font('bold').fontSize(18).fillColor(inks.ink).text(title).moveDown(0.3);
  const said =
    total.score === null ? '尚无可计分的数据' : `得分 ${total.score.toFixed(1)}（${colourWords[total.colour].word}）`;
  const { y } = paper;
  drawMark(paper, total.colour, margin, y + 5, 10);
  paper
    .font('bold')
    .fontSize(14)
    .fillColor(inks[total.colour])
    .text(said, margin + (total.colour === 'none' ? 0 : 18), y);
  paper.font('text').fontSize(9).fillColor(inks.muted);
  paper.text(`收到 ${total.received.toLocaleString('zh-CN')} 行。标记：`, margin, paper.y + 4, { continued: false });
  const line = paper.y;
  let x = margin;
  for (const colour of ['good', 'fair', 'poor'] as const satisfies Colour[]) {
    drawMark(paper, colour, x, line + 3, 7);
    paper.fillColor(inks[colour]).text(colourWords[colour].word, x + 11, line, { lineBreak: false });
    x += 50;
  }
  paper.fillColor(inks.muted).text('— 尚无数据，不计分', x, line, { lineBreak: false });
  paper.x = margin;
  paper.y = line + 18;
}

function scoreTable(first: string, { indicators }: ReportFigures, lines: readonly ScoreLine[]): PaperTable {
  const [name, score, received] = [150, 58, 62];
  const each = (room - name - score - received) / Math.max(1, indicators.length);
  const cell = (colour: Colour, text: string): PaperCell => ({ colour, text: colour === 'none' ? '—' : text });
  return {
    header: [first, '得分', '收到行数', ...indicators.map((one) => one.name)],
    widths: [name, score, received, ...indicators.map(() => each)],
    rows: lines.map((line) => [
      { text: line.name },
      cell(line.colour, line.score?.toFixed(1) ?? ''),
      { text: line.received.toLocaleString('zh-CN'), right: true },
      ...indicators.map(({ code }) => {
        const figure = line.figures.find(({ indicator }) => indicator === code);
        return cell(figure?.colour ?? 'none', figure?.value == null ? '' : percent(figure.value));
      }),
    ]),
  };
}

function drawReasons(paper: Paper, { reasons, indicators }: ReportFigures, { itemName }: ReportWords): void {
  if (reasons.length === 0) return;
  const names = new Map(indicators.map(({ code, name }) => [code, name]));
  heading(paper, '未达标最多的原因');
  drawTable(paper, {
    header: ['指标', '事项', '规则', '字段', '行数'],
    widths: [110, 240, 80, 240, room - 670],
    rows: reasons.map(({ indicator, item, rule, field, rows }) => [
      { text: names.get(indicator) ?? indicator },
      { text: itemName(item) },
      { text: rule },
      { text: field ?? '—' },
      { text: rows.toLocaleString('zh-CN'), right: true },
    ]),
  });
}

function drawSilent(paper: Paper, { silent }: ReportFigures, { itemName }: ReportWords): void {
  if (silent.length === 0) return;
  heading(paper, '报送中断的事项');
  drawTable(paper, {
    header: ['事项', '最近一次报送', '已过天数', '视为中断（天）'],
    widths: [300, 160, 150, room - 610],
    rows: silent.map(({ item, lastDay, silentDays, limit }) => [
      { text: itemName(item) },
      { text: lastDay },
      { text: String(silentDays), right: true },
      { text: String(limit), right: true },
    ]),
  });
}

function drawChallenges(paper: Paper, { challenges }: ReportFigures): void {
  if (challenges === null) return;
  const { opened, open, overdue, upheld, partly, dismissed, medianDays } = challenges;
  heading(paper, '公众质疑（近一年）');
  const closed = medianDays === null ? '尚无办结' : `办结用时中位数 ${medianDays} 天`;
  paper
    .fillColor(inks.ink)
    .text(
      `提出 ${opened} 件，核查中 ${open} 件（逾期 ${overdue} 件），成立或部分成立 ${upheld + partly} 件，不成立 ${dismissed} 件；${closed}。`,
    );
}

function drawFooters(paper: Paper, { madeAt }: ReportWords): void {
  const { start, count } = paper.bufferedPageRange();
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(madeAt);
  for (let page = start; page < start + count; page++) {
    paper.switchToPage(page);
    // Below the margin: without this the text would begin a page of its own.
    paper.page.margins.bottom = 0;
    const text = `${day} 生成　第 ${page + 1} 页，共 ${count} 页`;
    paper.font('text').fontSize(8).fillColor(inks.muted);
    paper.text(text, margin, paper.page.height - 26, { width: room, align: 'right', lineBreak: false });
  }
}
