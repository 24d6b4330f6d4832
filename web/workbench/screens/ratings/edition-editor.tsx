import { useQueryClient } from '@tanstack/react-query';
import type { ColourScheme, Indicator, IndicatorPart, PointsScheme, Scheme } from '@xinheng/contracts/rating.ts';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api/client.ts';
import { ErrorSummary, type FieldMistake } from '../../../ui/form/field.tsx';
import { mistakesOf } from '../../../ui/form/mistakes.ts';
import { say } from '../../../ui/pieces/toasts.tsx';
import type { EditionFile } from './rating-queries.ts';

/** The draft's contents: numbers in a table, everything else as text; both write the same scheme. */
export function EditionEditor({ file }: { file: EditionFile }) {
  const queries = useQueryClient();
  const [scheme, setScheme] = useState<Scheme>(file.body);
  const [text, setText] = useState<string | null>(null);
  const [metrics, setMetrics] = useState(
    file.metrics.length === 0 ? '' : JSON.stringify({ metrics: file.metrics }, null, 2),
  );
  const [mistakes, setMistakes] = useState<FieldMistake[]>([]);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await api(`/officer/rating-editions/${file.id}`, {
        method: 'PUT',
        body: { version: file.version, reason: file.reason, scheme: text ?? JSON.stringify(scheme, null, 2), metrics },
      });
      say('已保存草稿。');
      await queries.invalidateQueries({ queryKey: ['rating-editions'] });
    } catch (error) {
      setMistakes(mistakesOf(error));
    }
    setBusy(false);
  };
  return (
    <section className="sheet stack" aria-label="内容">
      <div className="edition-head">
        <h2>内容</h2>
        <span className="edition-acts">
          <Button
            onClick={() => {
              if (text === null) return setText(JSON.stringify(scheme, null, 2));
              try {
                setScheme(JSON.parse(text) as Scheme);
                setText(null);
                setMistakes([]);
              } catch {
                setMistakes([{ message: '全文还不是完整的 JSON，改好或保存后再回到表单。' }]);
              }
            }}
          >
            {text === null ? '改全文' : '回到表单'}
          </Button>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            保存草稿
          </Button>
        </span>
      </div>
      <ErrorSummary mistakes={mistakes} title="没有保存" />
      {text === null ? (
        scheme.kind === 'points' ? (
          <PointsForm scheme={scheme} onScheme={setScheme} />
        ) : (
          <ColoursForm scheme={scheme} onScheme={setScheme} />
        )
      ) : (
        <WholeText label="方案全文（JSON 或 YAML）" value={text} onValue={setText} />
      )}
      <details>
        <summary>新增指标</summary>
        <WholeText
          label="以 metrics: 开头的 JSON 或 YAML；改动已有指标请另取代码"
          value={metrics}
          onValue={setMetrics}
        />
      </details>
    </section>
  );
}

function WholeText(props: { label: string; value: string; onValue: (value: string) => void }) {
  return (
    <label>
      {props.label}
      <textarea
        className="edition-text"
        value={props.value}
        spellCheck={false}
        onChange={({ target }) => props.onValue(target.value)}
      />
    </label>
  );
}

function NumberCell(props: { label: string; value: number | undefined; onValue: (value: number) => void }) {
  return (
    <input
      type="number"
      step="any"
      aria-label={props.label}
      value={props.value ?? ''}
      onChange={(event) => props.onValue(event.target.valueAsNumber)}
    />
  );
}

/** A copy in which one thing has been changed. */
function changed<T>(whole: T, change: (copy: T) => void): T {
  const copy = structuredClone(whole);
  change(copy);
  return copy;
}

function PointsForm({ scheme, onScheme }: { scheme: PointsScheme; onScheme: (next: Scheme) => void }) {
  const sum = scheme.groups.flatMap(({ indicators }) => indicators).reduce((all, { points }) => all + points, 0);
  return (
    <>
      <p>
        各指标分值之和 {sum}，总分 {scheme.total}
        {Math.abs(sum - scheme.total) > 1e-6 ? '（须相等）' : ''}。
      </p>
      <div className="rating-scroll">
        <table className="rating-table">
          <caption className="unseen">指标</caption>
          <thead>
            <tr>
              <th scope="col">指标</th>
              <th scope="col">满分</th>
              <th scope="col">计分</th>
            </tr>
          </thead>
          <tbody>
            {scheme.groups.flatMap(({ indicators }, g) =>
              indicators.map((one, i) => (
                <IndicatorRow
                  key={one.code}
                  indicator={one}
                  onIndicator={(next) =>
                    onScheme(
                      changed(scheme, (copy) => {
                        copy.groups[g]?.indicators.splice(i, 1, next);
                      }),
                    )
                  }
                />
              )),
            )}
          </tbody>
        </table>
      </div>
      <p className="grade-line">
        {scheme.results.map((result, r) => (
          <span key={result.code}>
            {result.name}{' '}
            <NumberCell
              label={`${result.name}不低于`}
              value={result.atLeast}
              onValue={(atLeast) =>
                onScheme(
                  changed(scheme, (copy) => {
                    Object.assign(copy.results[r] ?? {}, { atLeast });
                  }),
                )
              }
            />{' '}
            分以上
          </span>
        ))}
      </p>
    </>
  );
}

interface RowProps {
  indicator: Indicator;
  onIndicator: (next: Indicator) => void;
}

function IndicatorRow({ indicator, onIndicator }: RowProps) {
  return (
    <tr>
      <th scope="row">{indicator.title}</th>
      <td>
        <NumberCell
          label={`${indicator.title}的满分`}
          value={indicator.points}
          onValue={(points) => onIndicator({ ...indicator, points })}
        />
      </td>
      <td>
        {indicator.parts.map((part, p) => (
          <PartCells
            key={part.metric}
            indicator={indicator}
            part={part}
            onPart={(next) =>
              onIndicator(
                changed(indicator, (copy) => {
                  copy.parts.splice(p, 1, next);
                }),
              )
            }
          />
        ))}
      </td>
    </tr>
  );
}

function PartCells(props: { indicator: Indicator; part: IndicatorPart; onPart: (next: IndicatorPart) => void }) {
  const { indicator, part, onPart } = props;
  const verb = indicator.direction === 'add' ? '加' : '扣';
  const { each, steps = [] } = part;
  return (
    <>
      {each ? (
        <div>
          每 1 {verb}{' '}
          <NumberCell
            label={`${indicator.title}每项的分`}
            value={each.points}
            onValue={(points) => onPart({ ...part, each: { ...each, points } })}
          />
        </div>
      ) : null}
      {steps.map((step, s) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no name but its place
        <div key={s}>
          达 {step.atLeast} {verb}{' '}
          <NumberCell
            label={`${indicator.title}达 ${step.atLeast} 的分`}
            value={step.points}
            onValue={(points) =>
              onPart(
                changed(part, (copy) => {
                  copy.steps?.splice(s, 1, { ...step, points });
                }),
              )
            }
          />
        </div>
      ))}
    </>
  );
}

function ColoursForm({ scheme, onScheme }: { scheme: ColourScheme; onScheme: (next: Scheme) => void }) {
  return (
    <div className="rating-scroll">
      <table className="rating-table">
        <caption className="unseen">事由</caption>
        <thead>
          <tr>
            <th scope="col">事由</th>
            <th scope="col">结果</th>
            <th scope="col">条件</th>
          </tr>
        </thead>
        <tbody>
          {scheme.triggers.map((trigger, t) => (
            <tr key={trigger.code}>
              <th scope="row">{trigger.title}</th>
              <td>
                <select
                  aria-label={`${trigger.title}的结果`}
                  value={trigger.result}
                  onChange={({ target }) =>
                    onScheme(
                      changed(scheme, (copy) => {
                        Object.assign(copy.triggers[t] ?? {}, { result: target.value });
                      }),
                    )
                  }
                >
                  {scheme.results.map(({ code, name }) => (
                    <option key={code} value={code}>
                      {name}
                    </option>
                  ))}
                </select>
              </td>
              <td>
                {trigger.when.map((demand, d) => (
                  <div key={demand.metric}>
                    {demand.metric} 不少于{' '}
                    <NumberCell
                      label={`${trigger.title}的 ${demand.metric} 不少于`}
                      value={demand.atLeast}
                      onValue={(atLeast) =>
                        onScheme(
                          changed(scheme, (copy) => {
                            Object.assign(copy.triggers[t]?.when[d] ?? {}, { atLeast });
                          }),
                        )
                      }
                    />
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
