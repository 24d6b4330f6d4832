/** Checking of a publication's proof without a store: the record's content, its leaf, the root in the entry, the log. Pure. */
import type { PublicationProof } from '@xinheng/contracts/audit.ts';
import { parseLeaf } from '../leaf.ts';
import { hashBytes, leafHash, rootFromInclusion } from '../merkle/index.ts';
import { type CheckedProof, checkProof, type Trust } from '../proof/check.ts';
import { sha256 } from './digest.ts';

const fails = (said: string): CheckedProof => ({ holds: false, said: [said] });
const events: Record<string, string> = { published: '公示', amended: '更正', withdrawn: '撤下' };

function isProof(value: unknown): value is PublicationProof {
  if (value === null || typeof value !== 'object') return false;
  const proof = value as Partial<PublicationProof>;
  return (
    proof.format === 'xinheng-publication/1' &&
    [proof.leaf, proof.content].every((text) => typeof text === 'string') &&
    [proof.index, proof.size].every((number) => Number.isSafeInteger(number)) &&
    Array.isArray(proof.path) &&
    proof.path.every((hash) => typeof hash === 'string' && Buffer.from(hash, 'base64').length === hashBytes)
  );
}

function partsOf(leaf: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(leaf);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function rootIn(details: string | null | undefined): string | undefined {
  try {
    return (JSON.parse(details ?? '{}') as { root?: string }).root;
  } catch {
    return undefined;
  }
}

/** Checks the proof of a publication. Anything may be handed in; nothing is thrown. */
export function checkPublication(bundle: unknown, trust: Trust = {}): CheckedProof {
  if (!isProof(bundle)) return fails('这不是一份信衡公示存证，或内容不完整。');
  const [format, event, subject, record, version, item, department, moment, , , open] = partsOf(bundle.leaf);
  if (format !== 'xinheng-publication/1') return fails('存证的叶子无法读出。');
  if (open !== sha256(Buffer.from(bundle.content)).toString('hex'))
    return fails('公开内容与存证的散列不符：内容被改动。');
  const entry = parseLeaf(bundle.entry?.leaf ?? '');
  if (entry?.columns.action !== 'records.publication') return fails('所附审计日志不是公示存证的日志。');
  const path = bundle.path.map((hash) => Buffer.from(hash, 'base64'));
  const hash = leafHash(sha256, Buffer.from(bundle.leaf));
  const root = rootFromInclusion(sha256, { hash, index: bundle.index, size: bundle.size }, path);
  if (root === undefined || root.toString('hex') !== rootIn(entry.columns.details))
    return fails('这条信息推不出审计日志所载的根散列：叶子或路径被改动。');
  const checked = checkProof(bundle.entry, trust);
  const told = `主体 ${subject} 的信息 ${record}（事项 ${item}，提供部门 ${department}）第 ${version} 版，${moment} ${events[String(event)] ?? event}。`;
  return checked.holds ? { holds: true, said: [told, ...checked.said] } : checked;
}
