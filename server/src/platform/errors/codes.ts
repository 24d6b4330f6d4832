/**
 * Every error a person or a machine can meet, with the HTTP status it is answered with and its Chinese title.
 * Adding an error means adding a line here; a code that has been published is never renamed (clients branch on it).
 */
export const errorCodes = {
  'bad-request': { status: 400, title: '请求内容不符合要求' },
  'item-unknown': { status: 400, title: '信息事项不在目录中' },
  'department-unknown': { status: 400, title: '部门不在部门名录中' },
  unauthorised: { status: 401, title: '未提供有效的访问令牌' },
  forbidden: { status: 403, title: '没有执行该操作的权限' },
  'purpose-required': { status: 403, title: '须先说明查询用途' },
  'not-found': { status: 404, title: '没有找到' },
  'method-not-allowed': { status: 405, title: '该地址不支持这种请求方法' },
  'not-acceptable': { status: 406, title: '无法提供所要求的内容格式' },
  conflict: { status: 409, title: '与现有数据或状态冲突' },
  'idempotency-in-flight': { status: 409, title: '相同幂等键的请求正在处理' },
  'payload-too-large': { status: 413, title: '请求内容过大' },
  'unsupported-media-type': { status: 415, title: '不支持的内容类型' },
  'batch-refused': { status: 422, title: '文件整体不能受理' },
  'idempotency-mismatch': { status: 422, title: '幂等键已用于另一份请求内容' },
  'rate-limited': { status: 429, title: '请求过于频繁' },
  internal: { status: 500, title: '系统内部错误' },
  'edition-frozen': { status: 500, title: '已发布的目录版本被改动' },
  'edition-unknown': { status: 500, title: '目录版本不存在' },
  'declaration-invalid': { status: 500, title: '城市配置文件有误' },
  'calendar-year-unknown': { status: 500, title: '该年度节假日安排尚未录入' },
  'configuration-invalid': { status: 500, title: '运行配置有误' },
  'port-taken': { status: 500, title: '端口已被占用' },
  'city-mismatch': { status: 500, title: '数据库属于另一个城市' },
  'store-newer': { status: 500, title: '数据库由更新版本的程序创建' },
  'store-foreign': { status: 500, title: '数据目录或数据库不属于本系统' },
  'store-unreachable': { status: 500, title: '数据目录无法使用' },
  'database-unavailable': { status: 503, title: '数据库暂时无法连接' },
  'not-ready': { status: 503, title: '系统尚未就绪' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCodes;
