import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '../access/index.ts';
import { XinhengError } from '../errors/index.ts';

/** What this room needs to know of a matter 应用事项. */
export interface MatterRule {
  code: string;
  name: string;
  noteRequired: boolean;
}

const longestNote = 200;

/** The two headers, for the documentation. */
export const purposeParameters = [
  {
    name: 'x-purpose',
    in: 'header' as const,
    required: true,
    description: '查询用途：应用事项代码（见 /api/v1/matters），随查询一并留痕',
    schema: { type: 'string' },
  },
  {
    name: 'x-purpose-note',
    in: 'header' as const,
    required: false,
    description: '事由，百分号编码，最多 200 字',
    schema: { type: 'string' },
  },
];

/**
 * The viewer with the purpose that the request states. The console states none: it is not a desk at which cases are
 * worked on, and each of its looks is in the log by name.
 * @throws XinhengError `purpose-required` when no matter of the list is named, or a note it demands is missing
 */
export function purposeOf(viewer: Viewer, headers: IncomingHttpHeaders, matters: readonly MatterRule[]): Viewer {
  if (viewer.kind !== 'officer' && viewer.kind !== 'client') return viewer;
  const stated = headers['x-purpose'];
  const matter = matters.find(({ code }) => code === stated);
  if (matter === undefined) {
    throw refusal(
      stated === undefined
        ? '查询非公开信息须先选择应用事项（请求头 x-purpose）。'
        : `应用事项清单中没有“${String(stated)}”，请从清单中选择。`,
    );
  }
  const note = decoded(headers['x-purpose-note']);
  if (note === null && matter.noteRequired)
    throw refusal(`以“${matter.name}”查询须写明事由（请求头 x-purpose-note）。`);
  return { ...viewer, purpose: { matter: matter.code, note } };
}

function refusal(message: string): XinhengError {
  return new XinhengError('purpose-required', message);
}

function decoded(header: string | string[] | undefined): string | null {
  if (header === undefined || Array.isArray(header)) return null;
  let text: string;
  try {
    text = decodeURIComponent(header).trim();
  } catch {
    throw refusal('x-purpose-note 应为百分号编码的 UTF-8 文本。');
  }
  if ([...text].length > longestNote) throw refusal(`事由最多 ${longestNote} 字。`);
  return text === '' ? null : text;
}
