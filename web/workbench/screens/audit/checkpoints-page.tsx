import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CheckpointPage, CheckpointView, VerifierKeyView } from '@xinheng/contracts/audit.ts';
import { Button } from 'antd';
import { useState } from 'react';
import { api, apiAddress } from '../../../ui/api/client.ts';
import { countText, momentText } from '../../../ui/pieces/dates.ts';
import { Loaded, Settled } from '../../../ui/pieces/loaded.tsx';
import './audit.css';

/** The signed states of the log, as they are published, and the keys they are signed with. */
export default function CheckpointsPage() {
  const [befores, setBefores] = useState<readonly number[]>([]);
  const before = befores.at(-1);
  const page = useQuery({
    queryKey: ['audit', 'checkpoints', before],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api<CheckpointPage>('/audit/checkpoints', { query: { before, limit: 20 }, signal }),
  });
  const keys = useQuery({
    queryKey: ['audit', 'keys'],
    queryFn: ({ signal }) => api<VerifierKeyView[]>('/audit/keys', { signal }),
  });
  return (
    <div className="page">
      <h1>检查点</h1>
      <Settled asked={[page, keys]} height={900}>
        {() => (
          <>
            <section className="sheet stack" aria-label="检查点">
              <Loaded asked={page} lines={20} height={760}>
                {({ checkpoints, next }) => (
                  <>
                    {checkpoints.length === 0 ? (
                      <p className="muted">还没有封存。</p>
                    ) : (
                      <Checkpoints lines={checkpoints} />
                    )}
                    <p className="audit-pager">
                      <Button disabled={befores.length === 0} onClick={() => setBefores(befores.slice(0, -1))}>
                        较新的
                      </Button>
                      <Button disabled={next === undefined} onClick={() => next && setBefores([...befores, next])}>
                        较早的
                      </Button>
                    </p>
                  </>
                )}
              </Loaded>
            </section>
            <section className="sheet stack" aria-labelledby="audit-keys">
              <h2 id="audit-keys">验签公钥</h2>
              <Loaded asked={keys} lines={3} height={90}>
                {(all) => (
                  <ul className="audit-keys">
                    {all.map((key) => (
                      <li key={key.key}>
                        <span className="code">{key.key}</span>
                        <span className="muted">
                          自第 {key.fromBlock} 块起；指纹 <span className="code">{key.fingerprint}</span>
                        </span>
                      </li>
                    ))}
                  </ul>
                )}
              </Loaded>
            </section>
          </>
        )}
      </Settled>
    </div>
  );
}

function Checkpoints({ lines }: { lines: readonly CheckpointView[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="plain-table" aria-label="各检查点" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">区块</th>
            <th scope="col">卷</th>
            <th scope="col">条数</th>
            <th scope="col">封存时间</th>
            <th scope="col">散列值</th>
            <th scope="col">签名文本</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.block}>
              <th scope="row">{line.block}</th>
              <td>{line.volume}</td>
              <td>{countText(line.size)}</td>
              <td>{momentText(line.sealedAt, true)}</td>
              <td className="code audit-hash">{line.hash.slice(0, 16)}…</td>
              <td>
                <a
                  href={apiAddress(`/audit/checkpoints/${line.block}/note`)}
                  download={`checkpoint-${line.block}.txt`}
                  aria-label={`下载区块 ${line.block} 的签名文本`}
                >
                  下载
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
