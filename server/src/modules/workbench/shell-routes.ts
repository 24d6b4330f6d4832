import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { XinhengError } from '../../platform/errors/index.ts';
import { type Answer, answer, defineRoute, type Route, securityHeaders } from '../../platform/http/index.ts';
import type { ShellAsset, ShellFiles } from './shell-files.ts';

const page = { contentType: 'text/html; charset=utf-8' };
const tag = '工作台页面';

/** The names carry a hash of the contents: a file never changes, and is never asked for twice. */
const forever = 'public, max-age=31536000, immutable';

/**
 * The policy of the whole site, with one thing more: style elements with this answer's nonce, because Ant Design writes
 * its styles at run time. Script stays limited to our own files.
 */
function policyWith(nonce: string): string {
  const policy = securityHeaders['content-security-policy'] ?? '';
  const changed = policy.replace("style-src 'self'", `style-src 'self' 'nonce-${nonce}'`);
  if (changed === policy) throw new Error('the site policy has no style-src to add a nonce to');
  return changed;
}

function shellPage(files: ShellFiles): Answer {
  const nonce = randomBytes(16).toString('base64url');
  return answer(files.page.replaceAll('__NONCE__', nonce), {
    headers: {
      'content-type': page.contentType,
      'content-security-policy': policyWith(nonce),
      // The nonce is for this answer alone.
      'cache-control': 'no-store',
    },
  });
}

function assetAnswer(asset: ShellAsset, accepted: string): Answer {
  const takes = (coding: string) => new RegExp(`(^|[ ,])${coding}(?!\\s*;\\s*q=0(\\.0+)?\\s*(,|$))`).test(accepted);
  const [coding, body] =
    asset.brotli && takes('br')
      ? ['br', asset.brotli]
      : asset.gzip && takes('gzip')
        ? ['gzip', asset.gzip]
        : [undefined, asset.plain];
  return answer(body, {
    headers: {
      'content-type': asset.contentType,
      'cache-control': forever,
      vary: 'Accept-Encoding',
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
    },
  });
}

/** The workbench's page at every address under /workbench, and its files. What they show is asked of the API. */
export function shellRoutes(files: ShellFiles): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/workbench',
      permission: 'public',
      summary: '工作台',
      tag,
      response: { 200: page },
      handler: () => shellPage(files),
    }),
    defineRoute({
      method: 'GET',
      path: '/workbench/*',
      permission: 'public',
      summary: '工作台各页面',
      tag,
      response: { 200: page },
      handler: () => shellPage(files),
    }),
    defineRoute({
      method: 'GET',
      path: '/workbench/assets/:file',
      permission: 'public',
      summary: '工作台脚本与样式',
      tag,
      request: {
        params: Type.Object({ file: Type.String() }),
        headers: Type.Object({ 'accept-encoding': Type.Optional(Type.String()) }),
      },
      response: { 200: { contentType: 'text/javascript; charset=utf-8' }, 404: page },
      handler: ({ params, headers }) => {
        const asset = files.assets.get(params.file);
        if (!asset) throw new XinhengError('not-found', '没有这个文件，页面可能已更新，请刷新。');
        return assetAnswer(asset, headers['accept-encoding'] ?? '');
      },
    }),
  ];
}
