import { createHash } from 'node:crypto';
import { answer, defineRoute, openApi, type Route } from '../../platform/http/index.ts';
import { docsPage } from './page.ts';
import { docsStyle } from './style.ts';

export type OpenApiOptions = {
  /** Every route of the program, these included; asked when the document is first wanted. */
  routes: () => readonly Route[];
  /** Title of the document, such as 信衡·济南市. */
  title: string;
  version: string;
};

type Built = { text: string; etag: string };

function built(text: string): Built {
  return { text, etag: createHash('sha256').update(text).digest('base64url').slice(0, 22) };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The routes that publish the interface description, for machines and for people. */
export function openApiRoutes({ routes, title, version }: OpenApiOptions): Route[] {
  const document = once(() => openApi(routes(), { title, version }));
  const json = once(() => built(`${JSON.stringify(document(), null, 1)}\n`));
  const page = once(() => built(docsPage(document())));
  const cache = { maxAge: 300 };
  return [
    defineRoute({
      method: 'GET',
      path: '/api/openapi.json',
      permission: 'public',
      summary: '接口说明(OpenAPI 3.1)',
      tag: '接口说明',
      cache,
      response: { 200: { contentType: 'application/json; charset=utf-8', description: 'OpenAPI 3.1 文档' } },
      handler: () => answer(json().text, { etag: json().etag }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/docs',
      permission: 'public',
      summary: '接口说明页面',
      tag: '接口说明',
      cache,
      response: { 200: { contentType: 'text/html; charset=utf-8' } },
      handler: () => answer(page().text, { etag: page().etag }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/docs.css',
      permission: 'public',
      summary: '接口说明页面的样式',
      tag: '接口说明',
      cache: { maxAge: 3600 },
      response: { 200: { contentType: 'text/css; charset=utf-8' } },
      handler: () => docsStyle,
    }),
  ];
}
