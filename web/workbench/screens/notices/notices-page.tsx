import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { useMay } from '../../session/session.ts';
import { NoticeLine } from '../../shell/header.tsx';
import { noticesQuery } from '../../shell/queries.ts';
import { PublishNotice } from './publish.tsx';

/** All notices of the officer, and a new one for those who may. */
export default function NoticesPage() {
  const may = useMay();
  const asked = useQuery(noticesQuery);
  return (
    <div className="page">
      <h1>通知</h1>
      {may('notices.publish') ? (
        <p>
          <PublishNotice />
        </p>
      ) : null}
      <section className="sheet" aria-label="全部通知">
        <Loaded asked={asked} lines={10} height={420}>
          {(notices) =>
            notices.length === 0 ? (
              <p className="muted">没有通知。</p>
            ) : (
              <ul>
                {notices.map((notice) => (
                  <NoticeLine key={notice.noticeId} notice={notice} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </div>
  );
}
