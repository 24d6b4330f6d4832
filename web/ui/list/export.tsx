import { useQuery } from '@tanstack/react-query';
import type { Export, ListDeclaration } from '@xinheng/contracts/listing.ts';
import { Button, Progress, Radio } from 'antd';
import { useState } from 'react';
import { AppLink } from '../address.tsx';
import { api } from '../api/client.ts';
import { countText, momentText } from '../pieces/dates.ts';
import { Dialog } from '../pieces/dialog.tsx';
import { ProblemNotice } from '../pieces/problem.tsx';
import type { ListState } from './list-address.ts';
import { exportQuery, isUnderWay } from './list-queries.ts';

/** Hands what the list shows to a background job, and stays with it until the file is there. */
export function ExportDialog(props: {
  declaration: ListDeclaration;
  state: ListState;
  shown: readonly string[];
  onClose: () => void;
}) {
  const { declaration, state, shown } = props;
  const [format, setFormat] = useState<Export['format']>('xlsx');
  const [exportId, setExportId] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const body = { filters: state.filters, sort: state.sort, columns: shown, format };
      const answer = await api<{ exportId: string }>(`/lists/${declaration.name}/exports`, { method: 'POST', body });
      setExportId(answer.exportId);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open title={`导出“${declaration.title}”`} onClose={props.onClose}>
      {failure ? <ProblemNotice error={failure} /> : null}
      {exportId ? (
        <>
          <ExportProgress exportId={exportId} />
          <p>
            可以关闭本窗口，导出继续进行；文件在<AppLink href="/exports">我的导出</AppLink>中领取。
          </p>
        </>
      ) : (
        <>
          <p>按现在的条件和排序导出全部行，含所显示的 {shown.length} 列。无权查看的内容在文件中同样隐去。</p>
          <p>导出与每次下载均记入审计日志。</p>
          <Radio.Group
            aria-label="文件格式"
            value={format}
            onChange={({ target }) => setFormat(target.value as Export['format'])}
            options={[
              { value: 'xlsx', label: 'Excel（.xlsx）' },
              { value: 'csv', label: 'CSV（.csv）' },
            ]}
          />
          <div className="dialog-foot">
            <Button onClick={props.onClose}>取消</Button>
            <Button type="primary" loading={busy} onClick={() => void start()}>
              开始导出
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** How far an export is, then its link and until when it can be fetched. */
export function ExportProgress(props: { exportId: string }) {
  const asked = useQuery(exportQuery(props.exportId));
  if (asked.isError) return <ProblemNotice error={asked.error} retry={() => void asked.refetch()} />;
  return (
    <div className="export-state" role="status">
      <ExportState given={asked.data} />
    </div>
  );
}

/** What is to be said about an export. */
export function ExportState({ given }: { given: Export | undefined }) {
  if (!given || isUnderWay(given)) {
    const percent = Math.floor((given?.progress ?? 0) * 100);
    return (
      <>
        <p>{given?.state === 'running' ? `已写 ${countText(given.rows)} 行` : '等待开始'}</p>
        <Progress percent={percent} aria-label="导出进度" />
      </>
    );
  }
  if (given.state === 'failed') return <p className="notice bad">导出失败：{given.message ?? '请重新导出。'}</p>;
  if (given.state === 'expired') return <p className="muted">文件已过期删除，请重新导出。</p>;
  return (
    <p>
      共 {countText(given.rows)} 行。
      {given.downloadUrl ? (
        <a href={given.downloadUrl} download>
          下载文件
        </a>
      ) : null}
      {given.expiresAt ? <span className="muted">（{momentText(given.expiresAt)} 前有效）</span> : null}
    </p>
  );
}
