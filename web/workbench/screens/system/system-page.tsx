import { useQuery } from '@tanstack/react-query';
import type { Follower, JobKind, Storage, SystemOverview } from '@xinheng/contracts/system.ts';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { countText, momentText, spanText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded, Settled } from '../../../ui/pieces/loaded.tsx';
import { bytesText } from './bytes.ts';
import { PracticeReset } from './practice-reset.tsx';
import { Warnings } from './warnings.tsx';

const lookAgainAfter = 10_000;

function useSystem<T>(path: string) {
  return useQuery({
    queryKey: ['system', path],
    queryFn: ({ signal }) => api<T>(path, { signal }),
    refetchInterval: lookAgainAfter,
  });
}

/** How the program fares: what to see to, versions, background work, followers, storage. */
export default function SystemPage() {
  const overview = useSystem<SystemOverview>('/system');
  const jobs = useSystem<JobKind[]>('/system/jobs');
  const storage = useSystem<Storage>('/system/storage');
  return (
    <div className="page">
      <h1>系统运行</h1>
      <Settled asked={[overview, jobs, storage]} height={900}>
        {() => (
          <>
            <section className="sheet stack" aria-label="概况">
              <Loaded asked={overview} lines={8} height={260}>
                {(data) => <Overview data={data} />}
              </Loaded>
            </section>
            <section className="sheet stack" aria-labelledby="system-jobs">
              <h2 id="system-jobs">后台任务</h2>
              <Loaded asked={jobs} lines={12} height={480}>
                {(kinds) => <Jobs kinds={kinds} />}
              </Loaded>
            </section>
            <section className="sheet stack" aria-labelledby="system-storage">
              <h2 id="system-storage">存储</h2>
              <Loaded asked={storage} lines={10} height={420}>
                {(data) => <StoragePart storage={data} />}
              </Loaded>
            </section>
            <PracticeReset />
          </>
        )}
      </Settled>
    </div>
  );
}

function Overview({ data }: { data: SystemOverview }) {
  const { versions } = data;
  const pending = versions.migrationsKnown - versions.migrationsApplied;
  return (
    <>
      {data.warnings.length > 0 ? (
        <Warnings warnings={data.warnings} />
      ) : (
        <p>
          <Badge tone="good">没有需要处理的事项</Badge>
        </p>
      )}
      <Facts
        facts={[
          { label: '程序版本', value: versions.program },
          { label: '启动时间', value: momentText(data.startedAt) },
          { label: '内存', value: bytesText(data.memory) },
          { label: '数据库', value: versions.database },
          { label: '运行环境', value: `Node.js ${versions.node}` },
          {
            label: '库结构',
            value: pending > 0 ? `尚有 ${pending} 步未执行` : `已是最新（${versions.migrationsApplied} 步）`,
          },
          { label: '信息目录', value: versions.catalogue },
          { label: '城市', value: data.city.name },
        ]}
      />
      <h2>事件读取</h2>
      <Followers followers={data.followers} />
    </>
  );
}

function Followers({ followers }: { followers: readonly Follower[] }) {
  if (followers.length === 0) return <p className="muted">没有读取者。</p>;
  return (
    <ul>
      {followers.map((each) => (
        <li key={each.name}>
          {each.title}{' '}
          {each.failedAt ? (
            <Badge tone="bad">{`${momentText(each.failedAt)} 起失败`}</Badge>
          ) : (
            <Badge tone={each.behind > 0 ? 'neutral' : 'good'}>
              {each.behind > 0 ? `落后 ${countText(each.behind)} 个事件，${spanText(each.lagSeconds)}` : '已跟上'}
            </Badge>
          )}
          {each.failure ? <span className="muted"> {each.failure}</span> : null}
        </li>
      ))}
    </ul>
  );
}

function Jobs({ kinds }: { kinds: readonly JobKind[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="plain-table" aria-label="各类后台任务" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">任务</th>
            <th scope="col">等待</th>
            <th scope="col">进行</th>
            <th scope="col">死信</th>
            <th scope="col">完成</th>
            <th scope="col">定时</th>
            <th scope="col">最近完成</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind.name}>
              <th scope="row">
                {kind.title}
                {kind.worked ? null : <span className="muted">（旧版程序的任务，不再执行）</span>}
              </th>
              <td>{countText(kind.waiting)}</td>
              <td>{countText(kind.running)}</td>
              <td>
                {kind.failed > 0 ? (
                  <AppLink
                    href="/system/jobs?f.state=failed"
                    aria-label={`${kind.title}：${kind.failed} 个死信，去处理`}
                  >
                    {countText(kind.failed)}
                  </AppLink>
                ) : (
                  '0'
                )}
              </td>
              <td>{countText(kind.done)}</td>
              <td>{kind.cron ? <span className="code">{kind.cron}</span> : '按需'}</td>
              <td>{kind.lastDoneAt ? momentText(kind.lastDoneAt) : '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function StoragePart({ storage }: { storage: Storage }) {
  const { disk } = storage;
  return (
    <>
      <Facts
        facts={[
          { label: '数据库', value: bytesText(storage.databaseBytes) },
          { label: '磁盘可用', value: `${bytesText(disk.free)}，共 ${bytesText(disk.total)}` },
          ...storage.folders.map(({ title, files, bytes }) => ({
            label: title,
            value: `${bytesText(bytes)}，${countText(files)} 个文件`,
          })),
        ]}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="plain-table" aria-label="各表大小" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">表</th>
              <th scope="col">行数（约）</th>
              <th scope="col">数据</th>
              <th scope="col">索引</th>
            </tr>
          </thead>
          <tbody>
            {storage.tables.slice(0, 20).map((table) => (
              <tr key={table.name}>
                <th scope="row">
                  {table.title ? `${table.title} ` : ''}
                  <span className="code muted">{table.name}</span>
                </th>
                <td>{countText(table.rows)}</td>
                <td>{bytesText(table.bytes)}</td>
                <td>{bytesText(table.indexBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
