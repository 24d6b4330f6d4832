/**
 * Administration of accounts and of programs' tokens, and an officer's own sessions. Everything is JSON under /api/v1 with
 * the session cookie. The lists `accounts` and `tokens` (listing.ts) show what there is; these are the acts on one of them.
 * An account is within reach when every post of its person is; beyond it is answered 404. Nobody administers his own.
 */
import type { NamedCode } from './workbench.ts';

/** `GET /accounts/{accountId}`, and the answer of every act on one account that says nothing else. */
export interface Account {
  accountId: string;
  personId: string;
  /** The person's name. */
  name: string;
  login: string;
  state: 'active' | 'disabled';
  /** Why it was disabled or enabled, as the administrator wrote. */
  stateReason?: string;
  stateSince: string;
  /** The person's posts of today. */
  posts: AccountPost[];
  /** One of the three administrators 三员, now or ever: second factor and identity are changed at the server's terminal only. */
  administrator: boolean;
  /** False: signs in through the identity service only. */
  hasPassword: boolean;
  /** The password was set by an administrator and is good until then, for setting one's own. */
  oneTimeUntil?: string;
  hasSecondFactor: boolean;
  /** What the city's identity service calls the person. */
  identity?: string;
  /** Too many failures; until when. */
  lockedUntil?: string;
  openedAt: string;
  lastSignInAt?: string;
  lastSignInAddress?: string;
  /** How many sessions live now. */
  sessions: number;
}

export interface AccountPost {
  postId: string;
  title: string;
  organisation: string;
  organisationName: string;
  roles: NamedCode[];
}

/** `POST /accounts` → 201 OneTimePassword. `GET /accounts/candidates?q=` → Candidate[]: people without an account. */
export interface NewAccount {
  personId: string;
  /** 2 to 64 characters: small letters, digits, `.`, `_`, `@`, `-`. */
  login: string;
  /** What the identity service calls the person; without it he signs in with a password only. */
  identity?: string;
}

/** Somebody within reach who has no account. */
export interface Candidate {
  personId: string;
  name: string;
  organisationName: string;
  title: string;
}

/** Shown this once. Also the answer of `POST /accounts/{accountId}/password`. */
export interface OneTimePassword {
  accountId: string;
  login: string;
  password: string;
  until: string;
}

/** Body of `POST /accounts/{accountId}/disable` (reason required) and `…/enable` → Account. */
export interface AccountReason {
  reason?: string;
}

// `POST /accounts/{accountId}/second-factor/reset` → Account; 403 for an administrator's account.
// `POST /accounts/{accountId}/unlock` → Account.

/** `PUT /accounts/{accountId}/identity` → Account; null unties. 403 for an administrator's account. */
export interface IdentityLink {
  identity: string | null;
}

/**
 * `GET /accounts/{accountId}/sessions` and `GET /session/sessions` (one's own) → SessionInfo[], newest first.
 * `DELETE …/sessions/{sessionId}` ends one, `DELETE …/sessions` all of them, of one's own all but this one; both answer
 * what is left.
 */
export interface SessionInfo {
  sessionId: string;
  method: 'password' | 'identity-service' | 'first-administrator';
  begunAt: string;
  lastSeenAt: string;
  absoluteUntil: string;
  address: string;
  userAgent: string;
  /** The one that asks. */
  own: boolean;
}

// ── tokens of programs 接口令牌 ─────────────────────────────────────────────────────────────────────────────────────

/** `GET /tokens/{tokenId}`. */
export interface Token {
  tokenId: string;
  department: string;
  departmentName: string;
  label: string;
  scopes: NamedCode[];
  perMinute: number;
  perDay: number;
  state: 'active' | 'expired' | 'revoked';
  createdAt: string;
  createdBy: string;
  expiresAt?: string;
  revokedAt?: string;
  /** The secret before the last rotation is still good until then. */
  overlapUntil?: string;
  lastUsedAt?: string;
}

/** `GET /tokens/scopes` → TokenChoices: what a token can be given, and the usual numbers. */
export interface TokenChoices {
  scopes: NamedCode[];
  perMinute: number;
  perDay: number;
  days: number;
  overlapHours: number;
}

/** `POST /tokens` → 201 TokenSecret. */
export interface NewTokenRequest {
  department: string;
  label: string;
  scopes: string[];
  /** Days until it ends; 1 to 3650. */
  days?: number;
  perMinute?: number;
  perDay?: number;
}

/** `POST /tokens/{tokenId}/rotate` → TokenSecret. The former secret goes on for so long; 0 ends it at once. */
export interface TokenRotation {
  overlapHours?: number;
}

/** The secret is shown this once. */
export interface TokenSecret {
  token: Token;
  secret: string;
}

/** `POST /tokens/{tokenId}/revoke` → Token. */
export interface TokenRevocation {
  reason: string;
}
