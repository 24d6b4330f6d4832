import { useQuery } from '@tanstack/react-query';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import { useOfficer } from '../../session/session.ts';
import { NoticeLine } from '../../shell/header.tsx';
import { noticesQuery, toDosQuery } from '../../shell/queries.ts';
import { ToDoLines } from '../../shell/to-dos.tsx';

/** What waits for the officer, and what he should know. */
export default function HomePage() {
  const { name, post } = useOfficer();
  const toDos = useQuery(toDosQuery);
  const notices = useQuery(noticesQuery);
  return (
    <div className="page">
      <h1>
        {name}，{post.organisationName}
      </h1>
      <div className="home">
        <section className="sheet" aria-labelledby="home-to-dos">
          <h2 id="home-to-dos">待办</h2>
          {toDos.isPending ? <Waiting lines={4} /> : null}
          {toDos.isError ? <ProblemNotice error={toDos.error} retry={() => void toDos.refetch()} /> : null}
          <ToDoLines toDos={toDos.data} />
        </section>
        <section className="sheet" aria-labelledby="home-notices">
          <h2 id="home-notices">通知</h2>
          {notices.isPending ? <Waiting lines={4} /> : null}
          {notices.isError ? <ProblemNotice error={notices.error} retry={() => void notices.refetch()} /> : null}
          {notices.data?.length === 0 ? <p className="muted">没有通知。</p> : null}
          <ul>
            {notices.data?.slice(0, 8).map((notice) => (
              <NoticeLine key={notice.noticeId} notice={notice} />
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
