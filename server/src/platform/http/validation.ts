import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { XinhengError } from '../errors/index.ts';

const partNames: Record<string, string> = {
  params: '路径参数',
  querystring: '查询参数',
  headers: '请求头',
  body: '请求体',
};

const typeNames: Record<string, string> = {
  string: '文本',
  number: '数字',
  integer: '整数',
  boolean: 'true 或 false',
  object: '对象',
  array: '数组',
  null: 'null',
};

/** A calendar day that exists, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) &&
    isDay(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
  );
}

const formatNames: Record<string, string> = {
  date: '真实存在的日期,写作 2026-11-24',
  'date-time': '带时区的时刻,写作 2026-11-24T09:00:00+08:00',
  uuid: 'UUID',
};

function ajv(coerce: boolean): Ajv {
  return new Ajv({
    allErrors: true,
    coerceTypes: coerce,
    useDefaults: true,
    removeAdditional: false,
    verbose: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    // OpenAPI annotations that schemas may carry.
    keywords: ['example'],
    formats: {
      date: isDay,
      'date-time': isInstant,
      uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
    },
  });
}

// Query strings, paths and headers are text by nature; a JSON body already has types and is taken at its word.
const textParts = ajv(true);
const jsonParts = ajv(false);

export type FieldFault = { in: string; field: string; message: string };

function fieldOf(error: ErrorObject): string {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (error.keyword === 'required') path.push(String(error.params.missingProperty));
  if (error.keyword === 'additionalProperties') path.push(String(error.params.additionalProperty));
  return path.join('.');
}

/** What would be right, in Chinese. */
function wanted(error: ErrorObject): string {
  const { keyword, params } = error;
  switch (keyword) {
    case 'required':
      return '必须提供';
    case 'type':
      return `应为${[params.type]
        .flat()
        .map((type) => typeNames[type] ?? type)
        .join('或')}`;
    case 'minLength':
      return params.limit === 1 ? '不能为空' : `至少 ${params.limit} 个字符`;
    case 'maxLength':
      return `最多 ${params.limit} 个字符`;
    case 'minimum':
      return `不能小于 ${params.limit}`;
    case 'maximum':
      return `不能大于 ${params.limit}`;
    case 'enum':
      return `应为下列之一:${params.allowedValues.join('、')}`;
    case 'const':
      return `应为 ${params.allowedValue}`;
    case 'anyOf': {
      const choices = (error.schema as { const?: unknown }[]).map((choice) => choice.const);
      return choices.every((choice) => choice !== undefined)
        ? `应为下列之一:${choices.join('、')}`
        : '不符合任何一种允许的写法';
    }
    case 'format':
      return `应为${formatNames[params.format] ?? params.format}`;
    case 'pattern':
      return `格式不正确(应符合 ${params.pattern})`;
    case 'additionalProperties':
      return '是未知的字段';
    case 'minItems':
      return `至少 ${params.limit} 项`;
    case 'maxItems':
      return `最多 ${params.limit} 项`;
    default:
      return `不符合要求(${keyword})`;
  }
}

/** The faults of a failed validation, in Chinese, at most twenty. `part` is Fastify's name of the request part. */
export function faultsOf(errors: readonly ErrorObject[], part: string): FieldFault[] {
  // The branches of a union each report; only the union's own verdict helps a reader.
  const unions = errors.filter((error) => error.keyword === 'anyOf').map((error) => error.schemaPath);
  return errors
    .filter((error) => !unions.some((path) => error.schemaPath.startsWith(`${path}/`)))
    .slice(0, 20)
    .map((error) => {
      const field = fieldOf(error);
      const own =
        error.keyword === 'required'
          ? ((error.parentSchema?.properties ?? {}) as Record<string, { title?: string }>)[
              String(error.params.missingProperty)
            ]
          : error.parentSchema;
      const label = typeof own?.title === 'string' ? `(${own.title})` : '';
      return {
        in: part,
        field,
        message: `${partNames[part] ?? part}${field === '' ? '' : ` ${field}`}${label}${wanted(error)}`,
      };
    });
}

/** Compiles a schema for one part of a request into a function Fastify understands: true, or the error to answer with. */
export function compilePart(schema: unknown, part: string): (data: unknown) => true | { error: XinhengError } {
  const validate: ValidateFunction = (part === 'body' ? jsonParts : textParts).compile(schema as object);
  return (data) => {
    if (validate(data)) return true;
    const errors = faultsOf(validate.errors ?? [], part);
    return {
      error: new XinhengError('bad-request', {
        message: `${errors.map((fault) => fault.message).join(';')}。`,
        details: { errors },
      }),
    };
  };
}
