import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allSuites, type Suite, suiteNamed } from '../suites/index.ts';
import {
  blockHash,
  type Checkpoint,
  keyFingerprint,
  openNote,
  originOf,
  parseVerifierKey,
  signCheckpoint,
  verifierKey,
} from './index.ts';

const log = 'xinheng/jinan/3f9c2a71';

function made(suite: Suite, changes: Partial<Checkpoint> = {}) {
  const pair = suite.generate();
  const key = verifierKey(originOf(log, 1), suite, pair.publicKey);
  const checkpoint: Checkpoint = {
    log,
    volume: 1,
    block: 2,
    size: 1034,
    root: hash('sha256', 'root', 'buffer'),
    last: { era: 1, transaction: '8812', entry: 1040 },
    previous: hash('sha256', 'previous'),
    time: '2026-11-24T03:04:05.678Z',
    key,
    ...changes,
  };
  return { pair, key, checkpoint, note: signCheckpoint(checkpoint, pair) };
}

describe.each(allSuites.map((suite) => [suite.name, suite] as const))('a checkpoint signed with %s', (_name, suite) => {
  it('is read back as it was, and its signature holds', () => {
    const next = verifierKey(originOf(log, 2), suite, suite.generate().publicKey);
    const lost = { block: 9, hash: hash('sha256', 'lost') };
    for (const changes of [
      {},
      { nextKey: next },
      { restored: lost },
      { nextKey: next, restored: lost, previous: null },
    ]) {
      const { checkpoint, note } = made(suite, changes);
      expect(openNote(note)).toEqual({ checkpoint, hash: blockHash(checkpoint), signed: true });
      expect(openNote(note, false)?.signed).toBe(false);
    }
  });

  it('no longer holds when any character of it is another', () => {
    const { note } = made(suite);
    // Single bytes, so that a place inside the dash is one too.
    const bytes = Buffer.from(note);
    for (let at = 0; at < bytes.length - 1; at += suite.name === 'sm2-sm3' ? 7 : 1) {
      const bent = Buffer.from(bytes);
      bent[at] = (bent[at] as number) ^ 1;
      expect(openNote(bent.toString())?.signed ?? false, `byte ${at}`).toBe(false);
    }
  });

  it('is not signed by a stranger who names our key, nor ours when a stranger names his own', () => {
    const { checkpoint, key } = made(suite);
    const stranger = made(suite);
    expect(openNote(signCheckpoint(checkpoint, stranger.pair))?.signed).toBe(false);
    const opened = openNote(stranger.note);
    expect(opened?.signed).toBe(true);
    expect(opened?.checkpoint.key.text).not.toBe(key.text);
  });
});

const suite = suiteNamed('ed25519-sha256') as Suite;

it('begins as a C2SP tlog-checkpoint, and a witness may sign beside us', () => {
  const { note, checkpoint, key } = made(suite);
  expect(note.split('\n').slice(0, 3)).toEqual([`${log}/1`, '1034', checkpoint.root.toString('base64')]);
  expect(note).toContain(`\n\n— ${log}/1 `);
  expect(openNote(`${note}— witness.example/w1 AAAAAA==\n`)?.signed).toBe(true);
  expect(key.text.startsWith(`${log}/1+${key.id.toString('hex')}+A`)).toBe(true);
});

it('is none when a line is missing, doubled, padded, or names the key of another log', () => {
  const { note } = made(suite);
  const lines = note.split('\n');
  for (let at = 0; at < 8; at++) {
    expect(openNote(lines.toSpliced(at, 1).join('\n')), `without line ${at}`).toBeUndefined();
    expect(openNote(lines.toSpliced(at, 0, lines[at] as string).join('\n')), `line ${at} twice`).toBeUndefined();
  }
  expect(openNote(note.replace('\n1034\n', '\n01034\n'))).toBeUndefined();
  const elsewhere = verifierKey('xinheng/nanchang/1/1', suite, suite.generate().publicKey);
  expect(openNote(made(suite, { key: elsewhere }).note)).toBeUndefined();
  expect(openNote('')).toBeUndefined();
});

it('a verifier key is read as it was written, and not when a character is another', () => {
  const { key } = made(suite);
  expect(parseVerifierKey(key.text)).toEqual(key);
  for (let at = 0; at < key.text.length; at++) {
    const bent = key.text.slice(0, at) + (key.text[at] === 'A' ? 'B' : 'A') + key.text.slice(at + 1);
    expect(parseVerifierKey(bent), bent).toBeUndefined();
  }
  expect(keyFingerprint(key.text)).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
});

it('keys and signatures are those of C2SP signed-note (an example of another implementation)', () => {
  const key = parseVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
  const line = Buffer.from(
    'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=',
    'base64',
  );
  expect(line.subarray(0, 4)).toEqual(key?.id);
  expect(key?.name).toBe('example.com/foo');
  const message = Buffer.from('This is an example message.\n');
  expect(key?.suite.verify(key.publicKey, message, line.subarray(4))).toBe(true);
});
