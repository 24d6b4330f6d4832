/** How likely it is that a row is about a subject, and why: evidence counted, never a match by itself. Pure. */
import { foldName } from '@xinheng/contracts/fold-name.ts';
import type { CandidateReasonKind } from '@xinheng/contracts/pending.ts';

/** What a row says about its subject. */
export interface Claims {
  name: string | null;
  nameFolded: string | null;
  code: string | null;
  registrationNumber: string | null;
  organisationCode: string | null;
  taxNumber: string | null;
  legalRepresentative: string | null;
  address: string | null;
}

/** What the register says of a subject. */
export interface SubjectFacts {
  subjectCode: string;
  kind: string;
  name: string;
  nameFolded: string;
  status: string;
  region: string | null;
  legalRepresentative: string | null;
  address: string | null;
  establishedOn: string | null;
  registrationNumber: string | null;
}

export interface CandidateReason {
  kind: CandidateReasonKind;
  text: string;
  weight: number;
}

export interface FoundCandidate extends SubjectFacts {
  /** Strongest first. */
  reasons: CandidateReason[];
  /** Sum of the weights. */
  score: number;
}

/**
 * Numbers weigh more than names, a whole name more than a part of one; who represents it and where it is only confirm.
 * The order is that of matching (data.md §1.7); the distances are ours, for the order of a short list alone.
 */
const weights: Record<CandidateReasonKind, number> = {
  code: 100,
  'former-code': 90,
  'registration-number': 90,
  'organisation-code': 80,
  'tax-number': 70,
  name: 60,
  'former-name': 45,
  'near-name': 30,
  representative: 15,
  address: 10,
};

const texts: Record<CandidateReasonKind, string> = {
  code: '统一社会信用代码相同',
  'former-code': '曾用此代码',
  'registration-number': '注册号相同',
  'organisation-code': '组织机构代码（统一社会信用代码第 9 至 17 位）相同',
  'tax-number': '税务登记号相同',
  name: '名称完全相同',
  'former-name': '与曾用名相同',
  'near-name': '名称相近',
  representative: '法定代表人（负责人、经营者）同名',
  address: '地址相同',
};

/** Below this the names have too little in common to be shown. */
const leastAlike = 0.35;

/** The candidate with its reasons; a score of 0 says that nothing speaks for it after all. */
export function rank(claims: Claims, facts: SubjectFacts, evidence: readonly string[]): FoundCandidate {
  const reasons: CandidateReason[] = [];
  const add = (kind: CandidateReasonKind, share = 1, text = texts[kind]) =>
    reasons.push({ kind, text, weight: Math.round(weights[kind] * share) });
  for (const kind of evidence as CandidateReasonKind[]) {
    if (kind !== 'near-name') add(kind);
    else if (!evidence.includes('name')) {
      const alike = likeness(claims.nameFolded ?? '', facts.nameFolded);
      if (alike >= leastAlike) add('near-name', alike, `名称相近（相同的字组占 ${Math.round(alike * 100)}%）`);
    }
  }
  // They confirm what something else has led to; alone they would make everybody's namesake a candidate.
  if (reasons.length > 0) {
    if (same(claims.legalRepresentative, facts.legalRepresentative)) add('representative');
    if (same(claims.address, facts.address)) add('address');
  }
  reasons.sort((a, b) => b.weight - a.weight);
  return { ...facts, reasons, score: reasons.reduce((sum, { weight }) => sum + weight, 0) };
}

function same(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && foldName(a) !== '' && foldName(a) === foldName(b);
}

/** Share of two names' neighbouring pairs of characters that both have, 0 to 1. */
export function likeness(a: string, b: string): number {
  const [of, against] = [pairs(a), pairs(b)];
  const all = new Set([...of, ...against]).size;
  return all === 0 ? 0 : [...of].filter((pair) => against.has(pair)).length / all;
}

function pairs(text: string): Set<string> {
  const characters = [...text];
  return new Set(characters.slice(1).map((character, at) => `${characters[at]}${character}`));
}

const opening =
  /^(?:[\p{Script=Han}]{2,4}(?:省|自治区))?(?:[\p{Script=Han}]{2,3}(?:市))?(?:[\p{Script=Han}]{1,3}(?:区|县|市))?/u;
const legalForm =
  /(?:集团)?(?:股份有限公司|有限责任公司|有限公司|农民专业合作社|专业合作社|合作社|合伙企业(?:\(.*\))?|个人独资企业|分公司|公司|中心|经营部|商行|店|厂)$/u;

/**
 * What of a name is looked for when the whole is not found: its distinguishing middle, and the two halves of it, so that
 * one wrong character is survived. Nothing shorter than two characters; halves not shorter than three.
 */
export function partsOfName(folded: string): string[] {
  const bare = folded.replace(opening, '').replace(legalForm, '');
  const core = [...(bare.length >= 2 ? bare : folded)];
  if (core.length < 2) return [];
  const middle = Math.ceil(core.length / 2);
  const halves = core.length < 6 ? [] : [core.slice(0, middle), core.slice(-middle)];
  return [core, ...halves].map((part) => part.join(''));
}
