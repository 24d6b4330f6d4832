import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import type { EntryReceipt } from '@xinheng/contracts/row-check.ts';
import { Button } from 'antd';
import { AppLink, useGo } from '../../../ui/address.tsx';
import { outcomes } from '../../../ui/detail/words.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { Facts } from '../../../ui/pieces/facts.tsx';

/** What became of the row. */
export function ReceiptStep(props: { item: ItemFile; receipt: EntryReceipt; onAnother: () => void }) {
  const { item, receipt } = props;
  const go = useGo();
  const outcome = outcomes[receipt.outcome];
  const { subject, record } = receipt;
  return (
    <section className="sheet receipt" role="status">
      <p className="receipt-message">
        <Badge tone={outcome.tone}>{outcome.name}</Badge> {receipt.message}
      </p>
      <Facts
        facts={[
          { label: '信息事项', value: item.name },
          { label: '批次', value: <AppLink href={`/batches/${receipt.batch}`}>第 {receipt.batch} 批次</AppLink> },
          {
            label: '主体',
            value: subject ? (
              <AppLink href={`/subjects/${subject.subjectCode}`}>{subject.name ?? subject.subjectCode}</AppLink>
            ) : null,
          },
          {
            label: '信息',
            value:
              subject && record ? (
                <AppLink href={`/subjects/${subject.subjectCode}/records/${record.recordKey}`}>
                  查看第 {record.version} 版
                </AppLink>
              ) : null,
          },
        ]}
      />
      {receipt.attached > 0 ? <p>另有 {receipt.attached} 条待认领信息因此找到了主体，已一并入库。</p> : null}
      {receipt.findings.length > 0 ? (
        <ul className="receipt-findings">
          {receipt.findings.map((finding) => (
            <li key={finding.rule + finding.message}>
              <span className="code muted">{finding.rule}</span> {finding.message}
            </li>
          ))}
        </ul>
      ) : null}
      <div className="entry-buttons">
        <Button type="primary" onClick={props.onAnother}>
          再录一条{item.name}
        </Button>
        <Button onClick={() => go('/entry')}>录入其他事项</Button>
      </div>
    </section>
  );
}
