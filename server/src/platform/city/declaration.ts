/**
 * Reads one declaration file: YAML, checked against its JSON Schema, with the line of every value kept, so that whatever
 * is wrong with it can be said as "file:line: what to do". All of `cities/` comes in through here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { XinhengError } from '../errors/index.ts';

const repository = resolve(import.meta.dirname, '../../../..');

/** The folder of all declarations. */
export const citiesFolder = join(repository, 'cities');

export type Path = (string | number)[];

export interface Declaration<T> {
  value: T;
  /** Path of the file from the repository's root. */
  file: string;
  /** Throws `declaration-invalid`, naming file and line of the value at `path`. */
  refuse(path: Path, message: string): never;
}

const schemas = new Map<string, ValidateFunction>();
const ajv = new Ajv({ allErrors: true, strict: false });

function validatorOf(schemaFile: string): ValidateFunction {
  const known = schemas.get(schemaFile);
  if (known) return known;
  const compiled = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
  schemas.set(schemaFile, compiled);
  return compiled;
}

const typeNames: Record<string, string> = {
  string: '文字',
  integer: '整数',
  number: '数字',
  boolean: 'true 或 false',
  array: '列表',
  object: '键值',
};

/** What a schema error means, in Chinese, for the author of the file. */
function explain(error: ErrorObject): string {
  const { keyword, params } = error;
  const last = error.instancePath.split('/').at(-1) ?? '';
  const what = last === '' ? '' : /^\d+$/.test(last) ? `第 ${Number(last) + 1} 项` : `“${last}”`;
  if (keyword === 'required') return `${what}缺少必填项“${params.missingProperty}”`;
  if (keyword === 'additionalProperties') return `${what}不认识“${params.additionalProperty}”，请检查拼写`;
  if (keyword === 'enum') return `${what}只能是 ${(params.allowedValues as unknown[]).join('、')} 之一`;
  if (keyword === 'const') return `${what}只能是 ${String(params.allowedValue)}`;
  if (keyword === 'type')
    return `${what}应为${[params.type]
      .flat()
      .map((type) => typeNames[type] ?? type)
      .join('或')}`;
  if (keyword === 'pattern') return `${what}格式不对，应符合 ${params.pattern}`;
  if (keyword === 'minItems' || keyword === 'minLength' || keyword === 'minProperties') return `${what}不能为空`;
  if (keyword === 'uniqueItems') return `${what}第 ${params.j + 1} 项与第 ${params.i + 1} 项重复`;
  if (keyword === 'minimum' || keyword === 'maximum') return `${what}超出范围（${params.comparison} ${params.limit}）`;
  return `${what}不符合格式要求（${keyword}）`;
}

function pathOf(error: ErrorObject): Path {
  const path: Path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return error.keyword === 'additionalProperties' ? [...path, error.params.additionalProperty] : path;
}

/** Offset of the deepest node that exists along `path`; a map entry is found at its key. */
function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (!isPair(pair)) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      const next: unknown = isNode(node) && 'items' in node ? (node.items as unknown[])[Number(part)] : undefined;
      if (!isNode(next)) break;
      offset = next.range?.[0] ?? offset;
      node = next;
    }
  }
  return offset;
}

/**
 * The contents of a declaration file, checked against a schema.
 * @param file absolute path of the YAML file
 * @param schema path of the JSON Schema from `cities/`, e.g. `base/catalogue/item.schema.json`
 * @throws XinhengError `declaration-invalid` with 文件:行号 in the message
 */
export function readDeclaration<T>(file: string, schema: string): Declaration<T> {
  const shown = file.startsWith(repository) ? relative(repository, file).replaceAll('\\', '/') : file;
  if (!existsSync(file)) throw new XinhengError('declaration-invalid', `缺少配置文件 ${shown}。`);
  return parseDeclaration(shown, readFileSync(file, 'utf8'), schema);
}

/** `readDeclaration` of a text that came from elsewhere; `shown` is what the messages call it. */
export function parseDeclaration<T>(shown: string, text: string, schema: string): Declaration<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const fault = document.errors[0];
  if (fault) {
    const { line } = lines.linePos(fault.pos[0]);
    throw invalid(shown, line, `YAML 语法有误（${fault.code}），请检查缩进、冒号、逗号和引号`);
  }
  const value: unknown = document.toJS();
  const refuse = (path: Path, message: string): never => {
    throw invalid(shown, lines.linePos(offsetOf(document.contents, path)).line, message);
  };
  const validate = validatorOf(join(citiesFolder, schema));
  if (!validate(value)) {
    const error = mostTelling(validate.errors ?? []);
    refuse(error ? pathOf(error) : [], error ? explain(error) : '内容不符合格式要求');
  }
  return { value: value as T, file: shown, refuse };
}

/** What the author most likely meant: a misspelled key before the one it leaves missing, then the error furthest inside. */
function mostTelling(errors: ErrorObject[]): ErrorObject | undefined {
  const rank = ({ keyword, instancePath }: ErrorObject) => {
    if (['if', 'anyOf', 'allOf'].includes(keyword)) return 0;
    return (keyword === 'additionalProperties' ? 1000 : 1) + instancePath.split('/').length;
  };
  return errors.toSorted((a, b) => rank(b) - rank(a))[0];
}

function invalid(file: string, line: number, message: string): XinhengError {
  return new XinhengError('declaration-invalid', `${file}:${line}: ${message}。`, { file, line });
}
