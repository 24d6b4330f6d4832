import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import { severities } from '../../../ui/detail/words.ts';
import { conditionText } from '../../../ui/form/conditions.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { longestText } from './words.ts';

/** How long it is shown, by the edition of the law, and how grave it is. */
export function Rules({ item }: { item: ItemFile }) {
  const labelOf = (name: string | undefined) => item.fields.find((field) => field.name === name)?.label ?? '发生日期';
  return (
    <>
      <section>
        <h2>公示期</h2>
        {item.windows.length === 0 ? <p>不向社会公示。</p> : null}
        <ol className="rules">
          {item.windows.map((window) => (
            <li key={`${window.effectiveFrom} ${window.source}`}>
              <p>
                <strong>{window.effectiveFrom} 起发生的</strong>　自{labelOf(window.from)}起，{longestText(window)}
                {window.endsOn?.length ? `；到${window.endsOn.map(labelOf).join('、')}为止` : ''}
                {window.notEndsBefore ? `；不早于${labelOf(window.notEndsBefore)}结束` : ''}
              </p>
              <p className="muted">{window.source}</p>
            </li>
          ))}
        </ol>
      </section>
      {item.severity.length > 0 ? (
        <section>
          <h2>程度</h2>
          <p className="muted">自上而下，第一条符合的为准。</p>
          <ol className="rules">
            {item.severity.map((rule) => {
              const severity = severities[rule.severity];
              const when = rule.when.map((condition) => conditionText(condition, item)).join('，且');
              return (
                <li key={`${rule.severity} ${when} ${rule.source}`}>
                  <p>
                    <Badge tone={severity.tone}>{severity.name}</Badge> {when || '其余情形'}
                  </p>
                  <p className="muted">{rule.source}</p>
                </li>
              );
            })}
          </ol>
        </section>
      ) : null}
      {item.ignoredColumns.length > 0 ? (
        <section>
          <h2>导入时不读的列</h2>
          <p>{item.ignoredColumns.join('、')}</p>
        </section>
      ) : null}
    </>
  );
}
