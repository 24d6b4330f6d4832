import type { OpenApiDocument, Operation, Schema } from '../../platform/http/index.ts';

type Place = { method: string; path: string; operation: Operation };

const inNames: Record<string, string> = { path: '路径', query: '查询', header: '请求头' };

const typeNames: Record<string, string> = {
  string: '文本',
  number: '数字',
  integer: '整数',
  boolean: '布尔',
  object: '对象',
  array: '数组',
  null: '空',
};

/** Text as HTML: nothing in it can become markup. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** The readable page of an OpenAPI document: complete HTML, no script, one style sheet of our own. */
export function docsPage(document: OpenApiDocument): string {
  const places = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const groups = document.tags.map(({ name }) => ({
    name,
    places: places.filter(({ operation }) => operation.tags.includes(name)),
  }));
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>接口说明 - ${escapeHtml(document.info.title)}</title>
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<a class="skip" href="#main">跳到正文</a>
<header><p><a href="/">返回首页</a></p><h1>${escapeHtml(document.info.title)} 接口说明</h1>
<p>版本 ${escapeHtml(document.info.version)} · <a href="/api/openapi.json">OpenAPI 3.1 文档(JSON)</a></p></header>
<nav aria-label="接口目录"><ul>
${groups.map((group) => `<li>${escapeHtml(group.name)}<ul>${group.places.map(linkTo).join('')}</ul></li>`).join('\n')}
</ul></nav>
<main id="main">
<p>${escapeHtml(document.info.description)}</p>
${groups.map((group) => `<section><h2>${escapeHtml(group.name)}</h2>\n${group.places.map(article).join('\n')}</section>`).join('\n')}
${errorSection(document)}
</main>
</body>
</html>
`;
}

function linkTo({ method, path, operation }: Place): string {
  return `<li><a href="#${escapeHtml(operation.operationId)}">${escapeHtml(operation.summary)}</a> <code>${method} ${escapeHtml(path)}</code></li>`;
}

function article({ method, path, operation }: Place): string {
  const access =
    operation.security.length === 0
      ? '公开,无需令牌'
      : operation.security.every((way) => way.bearer === undefined)
        ? '需要登录会话'
        : `需要令牌或登录会话,权限 <code>${escapeHtml(operation['x-permission'])}</code>`;
  const rate = operation['x-rate-per-minute'];
  return `<article id="${escapeHtml(operation.operationId)}">
<h3>${escapeHtml(operation.summary)}</h3>
<p class="address"><b>${method}</b> <code>${escapeHtml(path)}</code></p>
<p>${access}${rate === undefined ? '' : ` · 每个地址每分钟最多 ${rate} 次`}</p>
${operation.description === undefined ? '' : `<p>${escapeHtml(operation.description)}</p>`}
${parameterTable(operation)}
${bodyPart(operation)}
<h4>返回</h4>
${Object.entries(operation.responses).map(responsePart).join('\n')}
<h4>示例</h4>
<pre tabindex="0"><code>${escapeHtml(curl({ method, path, operation }))}</code></pre>
</article>`;
}

function parameterTable(operation: Operation): string {
  if (operation.parameters.length === 0) return '';
  const rows = operation.parameters.map(
    (parameter) =>
      `<tr><th scope="row"><code>${escapeHtml(parameter.name)}</code></th><td>${inNames[parameter.in]}</td><td>${
        parameter.required ? '必填' : '可选'
      }</td><td>${escapeHtml(shortType(parameter.schema))}</td><td>${escapeHtml(parameter.description ?? '')}</td></tr>`,
  );
  return `<h4>参数</h4>
<div class="wide" tabindex="0" role="region" aria-label="参数表"><table><thead><tr><th scope="col">名称</th><th scope="col">位置</th><th scope="col">必填</th><th scope="col">类型</th><th scope="col">说明</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`;
}

function bodyPart(operation: Operation): string {
  const body = operation.requestBody;
  if (body === undefined) return '';
  const kinds = Object.entries(body.content).map(
    ([type, { schema }]) => `<p><code>${escapeHtml(type)}</code></p>${schema ? schemaTree(schema) : ''}`,
  );
  return `<h4>请求体</h4>${body.description === undefined ? '' : `<p>${escapeHtml(body.description)}</p>`}${kinds.join('')}`;
}

function responsePart([status, response]: [string, Operation['responses'][string]]): string {
  const content = Object.entries(response.content ?? {});
  const shown = content.map(([type, { schema }]) => {
    const tree = schema === undefined || '$ref' in schema ? '' : schemaTree(schema);
    return `<p><code>${escapeHtml(type)}</code></p>${tree}`;
  });
  const errors = Number(status) >= 400;
  const heading = `<summary><b>${escapeHtml(status)}</b> ${escapeHtml(response.description)}</summary>`;
  return `<details${errors ? '' : ' open'}>${heading}${errors ? '' : shown.join('')}</details>`;
}

/** The type of a schema in a few Chinese words, with its bounds and choices. */
export function shortType(schema: Schema): string {
  const choices = choicesOf(schema);
  if (choices) return choices.map(String).join(' | ');
  const variants = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(variants)) return variants.map((variant: Schema) => shortType(variant)).join(' 或 ');
  const types = [schema.type].flat().filter((type) => typeof type === 'string');
  if (types.length === 0) return '任意';
  const name = types.map((type) => typeNames[type] ?? type).join(' 或 ');
  if (schema.type === 'array') return `${name}(${shortType((schema.items as Schema | undefined) ?? {})})`;
  return [name, ...boundsOf(schema)].join(',');
}

function choicesOf(schema: Schema): unknown[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum;
  if ('const' in schema) return [schema.const];
  if (!Array.isArray(schema.anyOf)) return undefined;
  const values = schema.anyOf.map((variant: Schema) => variant.const);
  return values.every((value) => value !== undefined) ? values : undefined;
}

function boundsOf(schema: Schema): string[] {
  const bounds: string[] = [];
  const { minLength, maxLength, minimum, maximum, format, pattern } = schema;
  if (minLength !== undefined && minLength === maxLength) bounds.push(`${minLength} 个字符`);
  else {
    if (minLength !== undefined) bounds.push(`至少 ${minLength} 个字符`);
    if (maxLength !== undefined) bounds.push(`最多 ${maxLength} 个字符`);
  }
  if (minimum !== undefined) bounds.push(`≥ ${minimum}`);
  if (maximum !== undefined) bounds.push(`≤ ${maximum}`);
  if (schema.default !== undefined) bounds.push(`默认 ${schema.default}`);
  if (format === 'date') bounds.push('日期 YYYY-MM-DD');
  else if (format !== undefined) bounds.push(String(format));
  if (pattern !== undefined) bounds.push(`符合 ${pattern}`);
  return bounds;
}

/** The properties of a schema as nested lists, as deep as they go. */
function schemaTree(schema: Schema): string {
  const inner = objectWithin(schema);
  if (inner === undefined) return `<p>${escapeHtml(shortType(schema))}</p>`;
  const required = new Set(Array.isArray(inner.required) ? inner.required : []);
  const rows = Object.entries(inner.properties as Record<string, Schema>).map(([name, property]) => {
    const text = property.description ?? property.title;
    const nested = objectWithin(property) ? schemaTree(property) : '';
    return `<li><code>${escapeHtml(name)}</code> <i>${escapeHtml(shortType(property))}</i>${required.has(name) ? '' : ' 可缺省'}${
      typeof text === 'string' ? ` ${escapeHtml(text)}` : ''
    }${nested}</li>`;
  });
  return `<ul class="schema">${rows.join('')}</ul>`;
}

/** The object a schema is, or is a list or an alternative of. */
function objectWithin(schema: Schema): Schema | undefined {
  if (schema.properties !== undefined) return schema;
  if (schema.type === 'array' && schema.items !== undefined) return objectWithin(schema.items as Schema);
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map(objectWithin).find((inner) => inner !== undefined);
  return undefined;
}

function curl({ method, path, operation }: Place): string {
  const query = operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const filled = path.replace(/\{(\w+)\}/g, '<$1>');
  const address = `${filled}${query.length > 0 ? `?${query.map(({ name }) => `${name}=…`).join('&')}` : ''}`;
  const parts = [`curl${method === 'GET' ? '' : ` -X ${method}`} "http://localhost:3000${address}"`];
  if (operation.security.some((way) => way.bearer !== undefined)) parts.push('-H "Authorization: Bearer xh_…"');
  for (const { name } of operation.parameters.filter((one) => one.in === 'header' && one.required)) {
    parts.push(`-H "${name}: …"`);
  }
  const type = Object.keys(operation.requestBody?.content ?? {})[0];
  if (type !== undefined) {
    parts.push(`-H "Content-Type: ${type}"`);
    parts.push(type === 'application/json' ? "--data '{…}'" : '-T 文件');
  }
  return parts.join(' \\\n  ');
}

function errorSection(document: OpenApiDocument): string {
  const problem = document.components.schemas.Problem;
  return `<section id="errors"><h2>错误</h2>
<p>所有错误以 <code>application/problem+json</code> 返回,<code>code</code> 稳定不变,<code>detail</code> 说明原因与正确写法,<code>requestId</code> 供查询日志。</p>
${problem === undefined ? '' : schemaTree(problem)}</section>`;
}
