/**
 * What the workbench's browser side and the server say to each other about the session, the purpose of a look, notices,
 * to-dos, search and forms. Everything is JSON under /api/v1 with the session cookie. Lists have a file of their own:
 * listing.ts. Days are YYYY-MM-DD, moments ISO 8601 with offset.
 */

/** Header of every cookie write: `Session.csrfToken`. */
export const csrfHeader = 'x-csrf-token';
/** Header of a look at non-public data: the code of a matter of the 应用事项清单. */
export const purposeHeader = 'x-purpose';
/** Free words beside the purpose (case number, request), percent-encoded UTF-8. */
export const purposeNoteHeader = 'x-purpose-note';

// ── session ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * How far the sign-in has come. `second-factor`: password right, code wanted. `enrol-second-factor`: the account must
 * set one up first. `change-password`: only a new password is accepted. `active`: signed in.
 */
export type SessionState = 'anonymous' | 'second-factor' | 'enrol-second-factor' | 'change-password' | 'active';

/** How far a permission reaches: 本人 · 本部门 · 本部门及下级 · 本区划 · 全市. */
export type Reach = 'self' | 'own' | 'units' | 'region' | 'city';

export interface NamedCode {
  code: string;
  name: string;
}

/** A post 岗位 of a person: where and as what he acts. */
export interface Post {
  postId: string;
  /** 岗位名称, e.g. 录入员. */
  title: string;
  organisation: string;
  organisationName: string;
  /** GB/T 2260 code. */
  region: string;
  regionName: string;
  roles: NamedCode[];
}

export interface Officer {
  personId: string;
  name: string;
  accountId: string;
  /** The post he acts in now. */
  post: Post;
  /** Every post he may switch to, this one included. */
  posts: Post[];
  /** What the present post may do: permission → reach. A permission that is not here is refused. */
  permissions: Record<string, Reach>;
  /** Seconds without a request after which the session ends. */
  idleSeconds: number;
  /** When it ends in any case. */
  absoluteUntil: string;
}

/** `GET /session`, and the answer of every step of signing in. Answered 200 to anybody, `anonymous` without a cookie. */
export interface Session {
  state: SessionState;
  csrfToken: string;
  /** Present when `state` is `active`. */
  officer?: Officer;
  /** 练习版: own store, generated city. */
  practice: boolean;
  /** 演示: invented data. */
  demonstration: boolean;
  city: NamedCode;
  /** 统一身份认证: the button's title; absent when the city has none. */
  oidc?: { title: string };
  /** What a password must be, in Chinese, one sentence each; shown beside the field. */
  passwordRules?: string[];
}

/** `POST /session`. */
export interface SignIn {
  login: string;
  password: string;
}

/** `POST /session/second-factor` and `PUT /session/second-factor` (confirms an enrolment). */
export interface SecondFactorCode {
  /** Six digits. */
  code: string;
}

/** `POST /session/second-factor/enrolment`. The secret is shown this once. */
export interface SecondFactorEnrolment {
  /** Base32. */
  secret: string;
  otpauthUrl: string;
  /** A whole `<svg>` element without script. */
  qrSvg: string;
  /** Each replaces one code when the telephone is lost; shown this once. */
  recoveryCodes: string[];
}

/** `POST /session/password`. */
export interface PasswordChange {
  current: string;
  next: string;
}

/** `POST /session/post`. */
export interface PostSwitch {
  postId: string;
}

/** `POST /setup/administrator`: the one-time link of the first start. Answers the session. */
export interface FirstAdministrator {
  token: string;
  login: string;
  name: string;
  password: string;
}

// ── purpose ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One line of the 应用事项清单; `GET /matters` → Matter[]. */
export interface Matter {
  code: string;
  name: string;
  /** 行政许可、日常监管…. */
  group?: string;
  /** True when the words beside it are required. */
  noteRequired?: boolean;
}

/** The code of the 403 that asks for a purpose; the workbench asks the officer and repeats the request. */
export const purposeRequired = 'purpose-required';

// ── errors (RFC 9457) ───────────────────────────────────────────────────────────────────────────────────────────────

/** A mistake in one place of the request. */
export interface FieldError {
  in: 'body' | 'query' | 'params' | 'headers' | 'form';
  /** Property path, `next` or `rows.0.name`. */
  field: string;
  /** Chinese: what is wrong, what would be right. */
  message: string;
}

export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  /** Chinese, a whole sentence for the officer. */
  detail: string;
  code: string;
  requestId?: string;
  errors?: FieldError[];
}

// ── shell ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A line of the to-do list; `GET /to-dos` → ToDo[]. The count is of exactly the list with exactly these filters. */
export interface ToDo {
  name: string;
  title: string;
  /** Name of the list it opens. */
  list: string;
  /** Filter name → value as written in the address (listing.ts). */
  filters: Record<string, string>;
  count: number;
  /** How many of them are past their day, when the list has one. */
  overdue?: number;
}

/** `GET /notices` → Notice[], newest first; `POST /notices/{noticeId}/read`. */
export interface Notice {
  noticeId: string;
  title: string;
  /** Plain text. */
  body: string;
  at: string;
  read: boolean;
  /** Address inside the workbench, without `/workbench`. */
  link?: string;
}

/** `GET /find?q=` → FindGroup[]; at most some hits a group. */
export interface FindGroup {
  title: string;
  hits: FindHit[];
}

export interface FindHit {
  title: string;
  subtitle?: string;
  /** Address inside the workbench, without `/workbench`: `/subjects/9137…`. */
  link: string;
}

// ── forms ───────────────────────────────────────────────────────────────────────────────────────────────────────────

// In row-check.ts.
export type { RowCheck, RowCheckRequest, RowFinding } from './row-check.ts';
