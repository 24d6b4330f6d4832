import type { CatalogueEdition } from '@xinheng/contracts/catalogue.ts';
import type { PublicJudgements } from '../rating/index.ts';
import type { Clocks, Holding, RecordView } from '../records/index.ts';
import type { PublicQuality } from '../scorecards/index.ts';

/**
 * Everything the portal asks of the rest of the program, as the public sees it: the doors of registry, records,
 * organisation and catalogue with the public viewer already given. Handed in by the composition root, so that the
 * portal's own tests need no database.
 */
export interface PortalReads {
  city: PortalCity;
  catalogue: CatalogueEdition;
  departments: readonly PortalDepartment[];
  regions: readonly { code: string; name: string }[];
  subject(code: string, clocks: Clocks): Promise<PortalSubject | null>;
  /** All public records of a subject; fields above public disclosure removed, masks applied. */
  records(code: string, clocks: Clocks): Promise<RecordView[]>;
  /** One record: its present public version and the earlier ones, newest first; empty when there is none. */
  recordVersions(code: string, recordKey: string): Promise<RecordView[]>;
  search(query: { text: string; limit: number; cursor?: string | undefined }): Promise<SearchAnswer>;
  holdings(): Promise<Holding[]>;
  subjectCount(): Promise<number>;
  recordsOfItem(item: string, page: KeysetPage): Promise<ListedRecords>;
  recordsOfDepartment(department: string, page: KeysetPage): Promise<ListedRecords>;
  /** The business day today, YYYY-MM-DD in Asia/Shanghai. */
  today(): string;
  /**
   * Stands for everything the other reads would say now: as long as it stays the same, so do they. Null when that cannot
   * be known; answers must then not be kept nor taken from memory.
   */
  version(): string | null;
  /** 质量评分卡 and 质疑. */
  quality: PublicQuality;
  /** 信用评判. */
  judgements: PublicJudgements;
}

export interface PortalCity {
  code: string;
  name: string;
  /** 信用济南. */
  title: string;
  /** True for the generated city: every page says so. */
  demonstration: boolean;
  /** 练习版. */
  practice: boolean;
  /** Words to try on the home page. */
  examples: string[];
  contact: { label: string; value: string }[];
  /** `https://credit.example` where the server has been told; absolute addresses are made of it. */
  origin?: string | undefined;
}

export interface PortalDepartment {
  code: string;
  name: string;
  level: 'city' | 'county';
}

export interface PortalSubject {
  subjectCode: string;
  kind: string;
  name: string;
  status: string;
  region: string | null;
  industry: string | null;
  entityType: string | null;
  establishedOn: string | null;
  legalRepresentative: string | null;
  capital: { amount: string; currency: string } | null;
  address: string | null;
  identifiers: { scheme: string; value: string }[];
  updatedAt: string;
}

export interface SearchHit {
  subjectCode: string;
  name: string;
  kind: string;
  status: string;
  region: string | null;
}

export interface SearchAnswer {
  hits: SearchHit[];
  total: number;
  totalIsLowerBound: boolean;
  nextCursor?: string | undefined;
}

export interface KeysetPage {
  limit: number;
  cursor?: string | undefined;
}

export interface ListedRecords {
  records: (RecordView & { subjectName: string })[];
  nextCursor?: string | undefined;
}
