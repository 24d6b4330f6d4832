import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { XinhengError } from '../errors/index.ts';
import type { Route, Upload } from './route.ts';
import { isRawBody } from './route.ts';

/** JSON bodies are small by nature; a route that needs more says so. */
export const defaultBodyBytes = 256 * 1024;

/** The media type without parameters, lower case, and its charset. */
export function mediaTypeOf(header: string | undefined): { mediaType: string; charset: string | undefined } {
  const [first = '', ...parameters] = (header ?? '').split(';');
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([\w.:+-]+)"?\s*$/i.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  return { mediaType: first.trim().toLowerCase(), charset: charset?.toLowerCase() };
}

/** The media types a route with a body accepts. */
function acceptedMediaTypes(route: Route): readonly string[] {
  return isRawBody(route.request.body) ? route.request.body.mediaTypes : ['application/json'];
}

/** Throws `unsupported-media-type` or `payload-too-large` before a single byte of the body is read. */
export function checkBodyHeaders(route: Route, request: IncomingMessage): void {
  if (route.request.body === undefined) return;
  const accepted = acceptedMediaTypes(route);
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  const hasBody = length > 0 || request.headers['transfer-encoding'] !== undefined;
  const { mediaType } = mediaTypeOf(request.headers['content-type']);
  if ((hasBody || mediaType !== '') && !accepted.includes(mediaType)) {
    throw new XinhengError('unsupported-media-type', {
      message: `该接口接受的 Content-Type 为 ${accepted.join('、')},收到的是“${mediaType || '(未提供)'}”。`,
      details: { accepted },
    });
  }
  const limit = route.limits?.bodyBytes ?? defaultBodyBytes;
  if (length > limit) throw tooLarge(limit);
}

/** The upload a raw-body handler gets: the request's bytes, cut off with an error past the route's limit. */
export function uploadOf(route: Route, request: IncomingMessage, payload: Readable): Upload {
  const limit = route.limits?.bodyBytes ?? defaultBodyBytes;
  const { mediaType, charset } = mediaTypeOf(request.headers['content-type']);
  const length = request.headers['content-length'];
  let bytes = 0;
  const stream = new Transform({
    highWaterMark: 256 * 1024,
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
  });
  // A client that goes away mid-file must end the handler's loop with an error, never look like the end of the file.
  payload.on('error', (error) => stream.destroy(error));
  payload.on('close', () => {
    if (!payload.readableEnded) stream.destroy(new XinhengError('bad-request', '上传中断,文件未接收完整。'));
  });
  // A handler that stops early must not stall the connection: the rest is read and thrown away.
  stream.on('close', () => {
    if (!payload.readableEnded) payload.resume();
  });
  payload.pipe(stream);
  return { stream, mediaType, charset, length: length === undefined ? undefined : Number(length) };
}

/** The `payload-too-large` error, naming the limit. */
export function tooLarge(limit: number): XinhengError {
  const shown = limit >= 1024 * 1024 ? `${Math.floor(limit / 1024 / 1024)} MB` : `${Math.floor(limit / 1024)} KB`;
  return new XinhengError('payload-too-large', {
    message: `请求内容超过 ${shown} 的上限。`,
    details: { limitBytes: limit },
  });
}
