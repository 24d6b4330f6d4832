/** Checkpoints that somebody outside has kept: what a log is held against. */
import { type OpenedNote, openNote } from '../checkpoint/index.ts';

function notesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(notesIn);
  if (value === null || typeof value !== 'object') return [];
  const { note, checkpoint, checkpoints } = value as Record<string, unknown>;
  return [note, checkpoint, checkpoints].flatMap((part) => (part === undefined ? [] : notesIn(part)));
}

/**
 * The checkpoints of a kept file: a signed note as text, the JSON of one checkpoint, of a list of them, or of a proof.
 * Null when there is none in it, or one whose own signature does not hold: such a file proves nothing.
 */
export function parseHeld(text: string): OpenedNote[] | null {
  let notes: string[];
  try {
    notes = notesIn(JSON.parse(text));
  } catch {
    notes = [text];
  }
  const opened = notes.map((note) => openNote(note));
  if (opened.length === 0 || opened.some((note) => !note?.signed)) return null;
  return opened as OpenedNote[];
}
