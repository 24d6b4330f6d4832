import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Export } from '@xinheng/contracts/listing.ts';
import { api } from '../../../ui/api/client.ts';
import { ExportState } from '../../../ui/list/export.tsx';
import { isUnderWay } from '../../../ui/list/list-queries.ts';
import { momentText } from '../../../ui/pieces/dates.ts';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';

const askAgainAfter = 2000;

const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: ({ signal }) => api<Export[]>('/exports', { signal }),
  refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? askAgainAfter : false),
});

/** The officer's exports: those under way, and the files that can still be fetched. */
export default function ExportsPage() {
  const asked = useQuery(exportsQuery);
  return (
    <div className="page">
      <h1>我的导出</h1>
      <div className="sheet">
        {asked.isError ? <ProblemNotice error={asked.error} retry={() => void asked.refetch()} /> : null}
        {asked.isPending ? <Waiting lines={6} /> : null}
        {asked.data?.length === 0 ? <p className="muted">还没有导出。在任何列表上点“导出”即可。</p> : null}
        <ul className="export-lines">
          {asked.data?.map((given) => (
            <li key={given.exportId}>
              <h2>
                {given.listTitle}（{given.format === 'xlsx' ? 'Excel' : 'CSV'}）
              </h2>
              <p className="muted">{momentText(given.requestedAt)} 发起</p>
              <ExportState given={given} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
