import type { FieldError, ProblemDocument } from '@xinheng/contracts/workbench.ts';

/** What went wrong with a request, in words for the officer. Every failure of `api()` is one of these. */
export class ApiProblem extends Error {
  /** HTTP status; 0 when the server was not reached. */
  readonly status: number;
  /** The server's stable code; `unreachable` and `unreadable` are ours. */
  readonly code: string;
  readonly title: string;
  readonly errors: readonly FieldError[];
  readonly requestId: string | undefined;
  /** The whole document: some codes carry more (who decided, when). */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(document: Partial<ProblemDocument> & { status: number; code: string }) {
    super(document.detail ?? document.title ?? '操作没有完成。');
    this.name = 'ApiProblem';
    this.status = document.status;
    this.code = document.code;
    this.title = document.title ?? '操作没有完成';
    this.errors = document.errors ?? [];
    this.requestId = document.requestId;
    this.document = document;
  }
}

/** The problem that an answer tells of. An answer that is no problem document (a proxy's page) is still a sentence. */
export async function problemOf(reply: Response): Promise<ApiProblem> {
  const type = reply.headers.get('content-type') ?? '';
  if (/^application\/(problem\+)?json/.test(type)) {
    try {
      const document = (await reply.json()) as Partial<ProblemDocument>;
      return new ApiProblem({ ...document, status: reply.status, code: document.code ?? 'unknown' });
    } catch {
      // Cut off on the way: what the status says is all there is.
    }
  }
  const detail = reply.status >= 500 ? '服务器暂时无法处理，请稍后再试。' : `服务器拒绝了该请求（${reply.status}）。`;
  return new ApiProblem({ status: reply.status, code: 'unreadable', detail });
}

/** Any thrown thing as a problem. */
export function asProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  return new ApiProblem({
    status: 0,
    code: 'unreadable',
    title: '页面出错',
    detail: '页面遇到意外错误，请刷新后再试。',
  });
}
