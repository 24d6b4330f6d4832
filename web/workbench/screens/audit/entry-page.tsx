import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { EntryProofView } from '@xinheng/contracts/audit.ts';
import { Button } from 'antd';
import { AppLink } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { asProblem } from '../../../ui/api/problem.ts';
import { EmbeddedList } from '../../../ui/list/embedded-list.tsx';
import { listsQuery } from '../../../ui/list/list-queries.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { downloadText } from './download.ts';
import './audit.css';

/** One entry of the log, and the proof that it stands in it. */
export default function EntryPage() {
  const { entry = '' } = useParams({ strict: false });
  const lists = useQuery(listsQuery);
  const narrows = lists.data?.find(({ name }) => name === 'audit')?.filters.some(({ name }) => name === 'entry');
  const asked = useQuery({
    queryKey: ['audit', 'proof', entry],
    queryFn: ({ signal }) => api<EntryProofView>(`/audit/entries/${entry}/proof`, { signal }),
    retry: false,
  });
  const waits = asked.isError && asProblem(asked.error).status === 409;
  return (
    <div className="page">
      <h1>审计条目 {entry}</h1>
      {narrows ? (
        <section className="sheet stack" aria-label="条目内容">
          <EmbeddedList list="audit" filters={{ entry: `${entry}..${entry}` }} />
        </section>
      ) : null}
      <section className="sheet stack" aria-labelledby="entry-proof">
        <h2 id="entry-proof">存证证明</h2>
        {waits ? (
          <>
            <p className="notice">这一条还没有封存，稍后即可取得证明。</p>
            <p>
              <Button onClick={() => void asked.refetch()}>再看一次</Button>
            </p>
          </>
        ) : (
          <Loaded asked={asked} lines={8} height={320}>
            {(proof) => <Proof proof={proof} />}
          </Loaded>
        )}
      </section>
    </div>
  );
}

function Proof({ proof }: { proof: EntryProofView }) {
  return (
    <>
      <p>由下面的路径可从本条目算到检查点中的根值；检查点带有签名，并公开发布。</p>
      <Facts
        facts={[
          { label: '区块', value: <AppLink href="/audit/checkpoints">{proof.block}</AppLink> },
          { label: '卷内位置', value: `第 ${proof.volume} 卷，第 ${proof.index + 1} 条，共 ${proof.size} 条` },
          { label: '路径长度', value: `${proof.path.length} 个节点` },
          { label: '叶子', value: <span className="code">{proof.leaf}</span>, wide: true },
        ]}
      />
      <details className="audit-more">
        <summary>路径与检查点</summary>
        <ol className="code audit-path">
          {proof.path.map((hash, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the path is what it is
            <li key={index}>{hash}</li>
          ))}
        </ol>
        <pre className="code audit-note">{proof.checkpoint}</pre>
      </details>
      <p>
        <Button onClick={() => downloadText(`audit-entry-${proof.entry}.proof.json`, JSON.stringify(proof, null, 2))}>
          下载证明
        </Button>
      </p>
    </>
  );
}
