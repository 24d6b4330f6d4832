import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import type { RuleGravity } from '@xinheng/contracts/quality.ts';
import { severities, type Word } from '../../../ui/detail/words.ts';
import { conditionText } from '../../../ui/form/conditions.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { longestText } from './words.ts';

const gravities: Record<RuleGravity, Word> = {
  reject: { name: '退回', tone: 'bad' },
  quarantine: { name: '暂存', tone: 'warning' },
  correct: { name: '更正', tone: 'good' },
  warn: { name: '告警', tone: 'warning' },
};

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
      {item.rules.length > 0 ? (
        <section>
          <h2>质量规则</h2>
          <p className="muted">版本 {item.rulesEdition}；字段的类型、长度、必填与代码表之外，入库前还检查以下各条。</p>
          <ol className="rules">
            {item.rules.map((rule) => {
              const gravity = gravities[rule.gravity];
              return (
                <li key={rule.code}>
                  <p>
                    <Badge tone={gravity.tone}>{gravity.name}</Badge> <strong>{rule.title}</strong>（{rule.family}）
                  </p>
                  <p>{rule.message}</p>
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
