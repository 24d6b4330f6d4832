import type { ProvenValue, RecordVersion } from '@xinheng/contracts/subject-file.ts';
import { useState } from 'react';
import { AppLink } from '../address.tsx';
import { momentText } from '../pieces/dates.ts';
import { Dialog } from '../pieces/dialog.tsx';
import { Facts, Nothing } from '../pieces/facts.tsx';

/** The text of a value with its unit. */
export function ValueText(props: { value: { text: string; unit?: string; masked?: boolean } }) {
  const { text, unit, masked } = props.value;
  if (text === '') return <Nothing />;
  return (
    <>
      {text}
      {unit ? ` ${unit}` : ''}
      {masked ? <span className="masked">（已隐去）</span> : null}
    </>
  );
}

/** The values of a version; each is a button that tells where it came from. */
export function ProvenValues(props: { version: RecordVersion }) {
  const { version } = props;
  const [asked, setAsked] = useState<ProvenValue | null>(null);
  return (
    <>
      <p className="muted detail-hint">点击任意内容，查看其来源与原文。</p>
      <dl className="facts proven">
        {version.fields.map((value) => (
          <div key={value.name} className={value.text.length > 40 ? 'wide' : undefined}>
            <dt>{value.label}</dt>
            <dd>
              <button type="button" className="proven-value" aria-haspopup="dialog" onClick={() => setAsked(value)}>
                <span>
                  <ValueText value={value} />
                </span>
                {value.rule ? <span className="proven-mark">有更正</span> : null}
                <span className="unseen">，查看“{value.label}”的来源</span>
              </button>
            </dd>
          </div>
        ))}
      </dl>
      <Dialog open={asked !== null} title={`“${asked?.label ?? ''}”的来源`} onClose={() => setAsked(null)}>
        {asked ? <Provenance value={asked} version={version} /> : null}
      </Dialog>
    </>
  );
}

function Provenance({ value, version }: { value: ProvenValue; version: RecordVersion }) {
  const { source } = version;
  const original =
    value.original === null ? <span className="muted">按您的权限不显示</span> : (value.original ?? value.text);
  return (
    <>
      <Facts
        facts={[
          { label: '现在的内容', value: <ValueText value={value} />, wide: true },
          { label: '来件原文', value: original, wide: true },
          ...(value.rule
            ? [{ label: `处理规则 ${value.rule}`, value: value.message ?? '按规则改写', wide: true }]
            : [{ label: '处理', value: '按来件原样入库', wide: true }]),
        ]}
      />
      <h3>来自</h3>
      <SourceFacts version={version} />
      <p>
        <AppLink href={`/batches/${source.batch}`}>打开第 {source.batch} 批次</AppLink>
      </p>
    </>
  );
}

/** Where a version came from: department, channel, file, row, edition. */
export function SourceFacts({ version }: { version: RecordVersion }) {
  const { source } = version;
  return (
    <Facts
      facts={[
        { label: '提供部门', value: source.department.name },
        { label: '方式', value: source.channelName },
        { label: '批次与行', value: `第 ${source.batch} 批次，第 ${source.row} 行` },
        { label: '文件', value: source.sourceName },
        { label: '收到时间', value: momentText(source.receivedAt) },
        { label: '主体认定', value: version.matchedByName },
        { label: '信息目录版本', value: source.edition },
        { label: '说明', value: source.note },
      ]}
    />
  );
}
