import { Button } from 'antd';
import { asProblem } from '../api/problem.ts';

/** What went wrong, why, and a way on. 409 says who was faster; the server's sentence is shown as it stands. */
export function ProblemNotice(props: { error: unknown; retry?: () => void; retryText?: string }) {
  const problem = asProblem(props.error);
  const conflict = problem.status === 409;
  return (
    <section className={`notice ${conflict ? 'warning' : 'bad'}`} role="alert">
      <p className="notice-title">
        <span aria-hidden="true">! </span>
        {problem.title}
      </p>
      <p>{problem.message}</p>
      {problem.errors.length > 0 ? (
        <ul>
          {problem.errors.map((error) => (
            <li key={`${error.field} ${error.message}`}>{error.message}</li>
          ))}
        </ul>
      ) : null}
      {props.retry ? (
        <Button onClick={props.retry}>{props.retryText ?? (conflict ? '刷新后查看' : '重试')}</Button>
      ) : null}
      {problem.requestId && problem.status >= 500 ? <p className="muted">请求编号 {problem.requestId}</p> : null}
    </section>
  );
}
