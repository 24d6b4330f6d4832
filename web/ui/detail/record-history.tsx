import type { RecordEvent, RecordVersion } from '@xinheng/contracts/subject-file.ts';
import { Badge } from '../pieces/badge.tsx';
import { momentText } from '../pieces/dates.ts';
import { Nothing } from '../pieces/facts.tsx';
import { SourceFacts } from './proven-values.tsx';
import { recordStates, validityText } from './words.ts';

/** Every version, newest first: when it was known, what it changed, where it came from. */
export function RecordHistory(props: { versions: readonly RecordVersion[] }) {
  return (
    <ol className="versions">
      {props.versions.map((version) => {
        const state = recordStates[version.state];
        return (
          <li key={version.version}>
            <h2>
              第 {version.version} 版 <Badge tone={state.tone}>{state.name}</Badge>
            </h2>
            <dl className="facts">
              <div>
                <dt>在此期间为已知内容</dt>
                <dd>
                  {momentText(version.recordedFrom)} 至{' '}
                  {version.recordedUntil ? momentText(version.recordedUntil) : '今'}
                </dd>
              </div>
              <div>
                <dt>有效期</dt>
                <dd>{validityText(version.effectiveFrom, version.effectiveUntil) ?? <Nothing />}</dd>
              </div>
            </dl>
            <Changes version={version} />
            <details>
              <summary>来源</summary>
              <SourceFacts version={version} />
            </details>
          </li>
        );
      })}
    </ol>
  );
}

function Changes({ version: { changes } }: { version: RecordVersion }) {
  if (!changes) return <p className="muted">首次入库。</p>;
  if (changes.length === 0) return <p className="muted">内容与前一版相同。</p>;
  return (
    <table className="changes">
      <caption className="unseen">与前一版相比的改动</caption>
      <thead>
        <tr>
          <th scope="col">字段</th>
          <th scope="col">改前</th>
          <th scope="col">改后</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.name}>
            <th scope="row">{change.label}</th>
            <td>{change.before === null ? <Nothing /> : <del>{change.before}</del>}</td>
            <td>{change.after === null ? <Nothing /> : <ins>{change.after}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was done to the record: who, when, why. */
export function RecordEvents(props: { events: readonly RecordEvent[] }) {
  if (props.events.length === 0) return <p className="muted">入库以来没有人工办理。</p>;
  return (
    <ol className="events">
      {props.events.map((event) => (
        <li key={`${event.at} ${event.action}`}>
          <p>
            <strong>{event.actionName}</strong>　{event.by}
            {event.department ? `（${event.department.name}）` : ''}
            <span className="muted">　{momentText(event.at)}</span>
          </p>
          {event.reason ? <p>理由：{event.reason}</p> : null}
        </li>
      ))}
    </ol>
  );
}
