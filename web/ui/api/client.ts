import {
  csrfHeader,
  purposeHeader,
  purposeNoteHeader,
  purposeRequired,
  type Session,
} from '@xinheng/contracts/workbench.ts';
import { connection } from './connection.ts';
import { ApiProblem, problemOf } from './problem.ts';

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON, unless it is a Blob. */
  body?: unknown;
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** A step of signing in: 401 is an answer to be shown, not the end of the session. */
  signingIn?: boolean;
}

/** The address of an API path with its query; undefined and empty values are left out. */
export function apiAddress(path: string, query: Ask['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `/api/v1${path}${text ? `?${text}` : ''}`;
}

function headersOf(ask: Ask): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json', ...ask.headers };
  if (ask.method && ask.method !== 'GET') headers[csrfHeader] = connection.csrfToken;
  const { purpose } = connection;
  if (purpose) {
    headers[purposeHeader] = purpose.matter.code;
    if (purpose.note) headers[purposeNoteHeader] = encodeURIComponent(purpose.note);
  }
  if (ask.body instanceof Blob) headers['content-type'] ??= ask.body.type || 'application/octet-stream';
  else if (ask.body !== undefined) headers['content-type'] = 'application/json';
  return headers;
}

async function send(path: string, ask: Ask): Promise<Response> {
  const body = ask.body === undefined ? null : ask.body instanceof Blob ? ask.body : JSON.stringify(ask.body);
  try {
    const reply = await fetch(apiAddress(path, ask.query), {
      method: ask.method ?? 'GET',
      headers: headersOf(ask),
      credentials: 'same-origin',
      cache: 'no-store',
      body,
      signal: ask.signal ?? null,
    });
    connection.noteRequest();
    return reply;
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw new ApiProblem({
      status: 0,
      code: 'unreachable',
      title: '无法连接服务器',
      detail: '没有收到服务器的应答，请检查网络后重试。',
    });
  }
}

/** Another tab may have signed in anew or changed its post: the token of this page is then out of date. */
async function renewToken(): Promise<void> {
  const reply = await send('/session', { signingIn: true });
  if (reply.ok) connection.follow((await reply.json()) as Session);
}

/** Whether the request may be sent once more, after what the problem asks for has been done. */
async function mended(problem: ApiProblem): Promise<boolean> {
  if (problem.code === purposeRequired) return connection.requestPurpose();
  if (problem.status !== 403 || !problem.code.startsWith('csrf')) return false;
  await renewToken();
  return true;
}

/**
 * Asks the API and returns the JSON answer (undefined for 204). Asks the officer for a purpose when the server wants
 * one and repeats the request; a session that has ended leads to the sign-in page.
 * @throws ApiProblem
 */
export async function api<T>(path: string, ask: Ask = {}): Promise<T> {
  let reply = await send(path, ask);
  if (!reply.ok) {
    let problem = await problemOf(reply);
    if (await mended(problem)) {
      reply = await send(path, ask);
      if (!reply.ok) problem = await problemOf(reply);
    }
    if (!reply.ok) {
      if (problem.status === 401 && !ask.signingIn) connection.sessionEnded();
      throw problem;
    }
  }
  return (reply.status === 204 ? undefined : await reply.json()) as T;
}
