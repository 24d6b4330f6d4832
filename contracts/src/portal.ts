/**
 * What the portal's server half hands to its views: plain, finished text in Chinese, already filtered, masked and
 * ordered. The views decide how things look and nothing else, so whatever is not in these types cannot be shown.
 */

/** A symbol and a word; colour may only repeat what they say (WCAG 1.4.1). */
export type Tone = 'good' | 'neutral' | 'warning' | 'bad';

export interface StatusView {
  text: string;
  tone: Tone;
}

/** What surrounds every page. */
export interface Frame {
  /** 济南市. */
  cityName: string;
  siteName: string;
  /** Contents of <title> before the site's name. */
  title: string;
  /** Path and query of this page without `view`; what the 长辈版 switch goes back to. */
  path: string;
  elder: boolean;
  /** Address of the style sheet, content hash included. */
  stylesheet: string;
  /** Shown in the footer: 数据截至. */
  asOf?: string | undefined;
  /** True for invented data: every page then says so. */
  demonstration: boolean;
  /** 练习版: a banner on every page. */
  practice: boolean;
  errors?: ErrorItem[] | undefined;
}

export interface ErrorItem {
  text: string;
  /** Where the mistake can be put right, `#q`. */
  href: string;
}

export interface Fact {
  label: string;
  value: string;
  href?: string | undefined;
}

export interface HitView {
  name: string;
  code: string;
  kind: string;
  status: StatusView;
  region: string;
  href: string;
}

export interface CardView {
  name: string;
  code: string;
  kind: string;
  status: StatusView;
  /** What the status means, in plain words. */
  statusMeaning: string;
  facts: Fact[];
  updatedAt: string;
  href: string;
}

export interface RecordSummary {
  item: string;
  itemHref: string;
  /** Document number, or the item's name where there is none. */
  title: string;
  documentNumber: string | null;
  department: string;
  departmentHref: string;
  /** Dates with their catalogue labels. */
  dates: Fact[];
  fields: Fact[];
  /** 公示至 …, in words. */
  shownUntil: string;
  /** 轻微 · 一般 · 严重 and 已修复, with tone. */
  marks: StatusView[];
  href: string;
  /** True when a long text was cut; the record's own page has it whole. */
  cut: boolean;
}

export interface SectionView {
  code: string;
  name: string;
  /** What this kind of information means for a reader. */
  meaning: string;
  tone: Tone;
  total: number;
  records: RecordSummary[];
  /** Address of the whole section when not all of it is here. */
  allHref?: string | undefined;
}

export interface ClockBanner {
  /** The whole sentence: 您看到的是……的情况. */
  text: string;
  nowHref: string;
}

/** A line of the lists on department and item pages. */
export interface LatestRecord {
  subject: string;
  subjectHref: string;
  item: string;
  department: string;
  documentNumber: string | null;
  date: string;
  href: string;
}

export interface VersionView {
  version: number;
  recordedFrom: string;
  /** Fields that differ from the version after it; both values are shown (Order 777 art. 12). */
  changes: { label: string; before: string; after: string }[];
}

export interface SupplyLine {
  code: string;
  name: string;
  href: string;
  count: number;
  note?: string | undefined;
}

/** One figure: mark and word beside the number, the colour only repeats them. */
export interface QualityCell {
  label: string;
  colour: 'good' | 'fair' | 'poor' | 'none';
  mark: string;
  word: string;
  text: string;
}

export interface QualityTable {
  caption: string;
  /** Title of the first column. */
  first: string;
  columns: string[];
  lines: { name: string; href?: string | undefined; received: string; score: QualityCell; cells: QualityCell[] }[];
}

/** A result as it is seen: word and shape; the colour only repeats them. */
export interface ResultView {
  name: string;
  /** `green` …; `none` for what has no colour. */
  colour: 'green' | 'yellow' | 'orange' | 'red' | 'none';
  /** 圆形; null for grades. */
  shape: string | null;
}

/** One line of the subject's page about one scheme. */
export interface JudgedLine {
  title: string;
  result: ResultView;
  /** 自 2026 年 1 月 2 日起 · 812.5 分. */
  note: string;
  /** Titles of what it rests on. */
  grounds: string[];
}

/** A record that counts, as a line. */
export interface CountedRecord {
  text: string;
  department: string;
  /** 计入期 in words. */
  counted: string;
  /** 依据 that the record names. */
  basis: string | null;
  href: string;
}

export interface CountedMetric {
  title: string;
  value: string;
  source: string;
  records: CountedRecord[];
  /** 另有 n 条不公开的信息; null when there is none. */
  unseen: string | null;
}

export interface JudgedView extends JudgedLine {
  code: string;
  edition: string;
  source: string;
  reasons: { title: string; result: string; lift: string; source: string; metrics: CountedMetric[] }[];
  groups: {
    title: string;
    points: string;
    indicators: { title: string; points: string; full: string; source: string; metrics: CountedMetric[] }[];
  }[];
  /** What comes by itself, in sentences. */
  changes: string[];
  lifts: {
    result: ResultView;
    byItself: string | null;
    actions: string[];
    records: CountedRecord[];
    unseen: string | null;
  }[];
}

/** Bars of how many subjects have which result. */
export interface CountsView {
  title: string;
  edition: string;
  source: string;
  total: string;
  bars: { result: ResultView; subjects: string; share: string; width: number }[];
}

export type PageView =
  | {
      kind: 'home';
      counts: Fact[];
      departments: SupplyLine[];
      items: SupplyLine[];
      /** Districts to try a search with; may be empty. */
      examples: string[];
    }
  | {
      kind: 'search';
      query: string;
      searched: boolean;
      total: string;
      hits: HitView[];
      firstHref?: string | undefined;
      nextHref?: string | undefined;
    }
  | {
      kind: 'subject';
      card: CardView;
      /** Empty on past days, and while nothing has been judged. */
      judged: JudgedLine[];
      judgedHref: string;
      sections: SectionView[];
      banner?: ClockBanner | undefined;
      printHref: string;
      today: string;
      asOf?: string | undefined;
    }
  | {
      kind: 'section';
      card: CardView;
      section: SectionView;
      banner?: ClockBanner | undefined;
      position: string;
      firstHref?: string | undefined;
      nextHref?: string | undefined;
    }
  | {
      kind: 'print';
      card: CardView;
      sections: SectionView[];
      banner?: ClockBanner | undefined;
      printedAt: string;
      position: string;
      nextHref?: string | undefined;
    }
  | {
      kind: 'record';
      card: CardView;
      record: RecordSummary;
      meaning: string;
      legalBasis: string;
      provenance: Fact[];
      earlier: VersionView[];
      /** Where it can be challenged 质疑. */
      challengeHref?: string | undefined;
    }
  | { kind: 'judgement'; card: CardView; asOf: string; schemes: JudgedView[]; reportAction: string }
  | {
      kind: 'judgement-report';
      card: CardView;
      madeAt: string;
      checkCode: string;
      /** Where it is checked; whole when the server knows its own origin. */
      address: string;
      /** QR code of the address: modules a side, and an SVG path over them; null without an origin. */
      qr: { size: number; path: string } | null;
      digest: string;
      /** Whether anything has changed since. */
      status: StatusView;
      schemes: JudgedView[];
    }
  | { kind: 'judgement-counts'; asOf: string; counts: CountsView[] }
  | { kind: 'bad-code'; code: string; problem: string; wellFormed: boolean }
  | { kind: 'problem'; heading: string; text: string }
  | { kind: 'departments'; city: SupplyLine[]; county: SupplyLine[] }
  | {
      kind: 'department';
      name: string;
      items: SupplyLine[];
      latest: LatestRecord[];
      firstHref?: string | undefined;
      nextHref?: string | undefined;
    }
  | { kind: 'items'; sections: { name: string; meaning: string; items: SupplyLine[] }[] }
  | {
      kind: 'item';
      name: string;
      meaning: string;
      facts: Fact[];
      windows: { heading: string; sentences: string[]; source: string }[];
      fields: { label: string; note: string }[];
      latest: LatestRecord[];
      firstHref?: string | undefined;
      nextHref?: string | undefined;
    }
  | {
      kind: 'statistics';
      asOf: string;
      totals: Fact[];
      rows: {
        item: string;
        itemHref: string;
        department: string;
        departmentHref: string;
        count: number;
        last: string;
      }[];
    }
  | {
      kind: 'quality';
      heading: string;
      lead: string;
      /** Absent on the page of all departments. */
      back?: { href: string; text: string } | undefined;
      tables: QualityTable[];
      indicators: { name: string; meaning: string; source: string }[];
      /** How challenges of the last year ended. */
      challenges: Fact[];
      edition: string;
    }
  | {
      kind: 'challenge-form';
      action: string;
      recordHref: string;
      recordTitle: string;
      subject: string;
      grounds: { code: string; name: string }[];
      fields: { code: string; name: string }[];
      given: { ground: string; field: string; claim: string; contact: string };
      longest: number;
      days: number;
      /** Field → what is wrong with it. */
      faults: Record<string, string>;
    }
  | {
      kind: 'challenge';
      status: StatusView;
      facts: Fact[];
      answer: string | null;
    }
  | { kind: 'about'; contact: Fact[] }
  | { kind: 'accessibility'; contact: Fact[] };

export interface Page {
  frame: Frame;
  view: PageView;
}

/** What the built web/dist/portal/render.js exports. */
export interface PortalRenderer {
  /** The whole HTML document; no script, nothing fetched but the style sheet. */
  renderPage(page: Page): string;
  /** The one style sheet, minified. */
  stylesheet: string;
}
