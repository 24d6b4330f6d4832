import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Scheme } from '@xinheng/contracts/rating.ts';
import { ActButton, reasonField } from '../../../ui/act/act-button.tsx';
import { AppLink, useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { type Rules, rulesQuery, stateWords } from './rating-queries.ts';
import './ratings.css';

/** The rules that hold today, what has stopped because its law has ended, and every edition made here. */
export default function RulesPage() {
  const asked = useQuery(rulesQuery);
  return (
    <div className="page wide">
      <h1>评判规则</h1>
      <Loaded asked={asked} lines={20} height={900}>
        {(rules) => (
          <>
            {rules.stopped.length > 0 ? <Stopped rules={rules} /> : null}
            <Editions rules={rules} />
            {rules.schemes.map((scheme) => (
              <SchemeSheet key={scheme.code} scheme={scheme} rules={rules} />
            ))}
          </>
        )}
      </Loaded>
    </div>
  );
}

function Stopped({ rules }: { rules: Rules }) {
  const laws = new Map(rules.laws.map((law) => [law.code, law]));
  return (
    <section className="sheet stack" aria-label="因依据失效而停用">
      <h2>因依据失效而停用</h2>
      <ul>
        {rules.stopped.map(({ kind, scheme, code, title, law }) => (
          <li key={`${kind} ${scheme} ${code}`}>
            {title}：{laws.get(law)?.title ?? law}
            {laws.get(law)?.until ? `，${laws.get(law)?.until} 失效` : '，尚未施行'}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Editions({ rules }: { rules: Rules }) {
  const go = useGo();
  const queries = useQueryClient();
  return (
    <section className="sheet stack" aria-label="版本">
      <div className="edition-head">
        <h2>在本平台起草的版本</h2>
        {rules.mayDraft ? (
          <span className="edition-acts">
            <ActButton
              label="起草新版本"
              primary
              intro="以现行版本为底稿。改动、回测以后送签，由另一人签发。"
              fields={[
                {
                  ...{ name: 'scheme', label: '方案', kind: 'choice', required: true },
                  options: rules.schemes.map(({ code, title }) => ({ code, name: title })),
                },
                {
                  ...{ name: 'edition', label: '版本号', kind: 'text', required: true, maxLength: 60 },
                  hint: '小写字母、数字和连字符，如 colour-2027-01',
                },
                reasonField,
              ]}
              send={(values) =>
                api<{ id: number }>('/officer/rating-editions', { method: 'POST', body: { ...values } })
              }
              onDone={({ id }) => {
                void queries.invalidateQueries({ queryKey: ['rating-rules'] });
                go(`/rating-editions/${id}`);
              }}
            />
          </span>
        ) : null}
      </div>
      {rules.editions.length === 0 ? <p className="muted">还没有；现行的都是随平台发布的版本。</p> : null}
      {rules.editions.length > 0 ? <EditionTable editions={rules.editions} /> : null}
    </section>
  );
}

function EditionTable({ editions }: { editions: Rules['editions'] }) {
  return (
    <div className="rating-scroll">
      <table className="rating-table">
        <caption className="unseen">版本</caption>
        <thead>
          <tr>
            {['版本', '方案', '状态', '生效日期', '理由', '起草时间'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {editions.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <AppLink href={`/rating-editions/${one.id}`}>{one.edition}</AppLink>
              </th>
              <td>{one.title}</td>
              <td>
                <Badge tone={stateWords[one.state].tone}>{stateWords[one.state].name}</Badge>
              </td>
              <td>{one.effectiveFrom ?? '—'}</td>
              <td>{one.reason}</td>
              <td>{momentText(one.draftedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A scheme in words: each line with what it demands and its source. */
function SchemeSheet({ scheme, rules }: { scheme: Scheme; rules: Rules }) {
  const metrics = new Map(rules.metrics.map(({ code, title }) => [code, title]));
  const demandText = ({ metric, atLeast, below }: { metric: string; atLeast?: number; below?: number }) =>
    `${metrics.get(metric) ?? metric}${atLeast === undefined ? '' : ` 不少于 ${atLeast}`}${below === undefined ? '' : ` 少于 ${below}`}`;
  const names = new Map<string, string>(scheme.results.map(({ code, name }) => [code, name]));
  return (
    <section className="sheet stack" aria-label={scheme.title}>
      <h2>{scheme.title}</h2>
      <p className="muted">
        版本 {scheme.edition}，{scheme.publicity === 'public' ? '对外公开' : '内部使用'}。{scheme.source}
      </p>
      <div className="rating-scroll">
        <table className="rating-table">
          <caption className="unseen">{scheme.title}的规则</caption>
          <thead>
            <tr>
              <th scope="col">{scheme.kind === 'colours' ? '事由' : '指标'}</th>
              <th scope="col">{scheme.kind === 'colours' ? '结果' : '满分'}</th>
              <th scope="col">怎样算</th>
              <th scope="col">依据</th>
            </tr>
          </thead>
          <tbody>
            {scheme.kind === 'colours'
              ? scheme.triggers.map((one) => (
                  <tr key={one.code}>
                    <th scope="row">{one.title}</th>
                    <td>{names.get(one.result)}</td>
                    <td>{one.when.map(demandText).join('，且 ')}</td>
                    <td>{one.source}</td>
                  </tr>
                ))
              : scheme.groups.flatMap(({ indicators }) =>
                  indicators.map((one) => (
                    <tr key={one.code}>
                      <th scope="row">{one.title}</th>
                      <td className="number">{one.points}</td>
                      <td>{partsText(one, metrics)}</td>
                      <td>{one.source}</td>
                    </tr>
                  )),
                )}
          </tbody>
        </table>
      </div>
      {scheme.kind === 'points' ? (
        <p>
          {scheme.results.map(({ name, atLeast }) => `${name}：${atLeast} 分以上`).join('；')}。
          {scheme.overrides.map((one) => `${one.title}，直接定为${names.get(one.result)}`).join('；')}
        </p>
      ) : null}
    </section>
  );
}

type Indicator = Extract<Scheme, { kind: 'points' }>['groups'][number]['indicators'][number];

function partsText({ direction, parts }: Indicator, metrics: ReadonlyMap<string, string>): string {
  const verb = direction === 'add' ? '加' : '扣';
  return parts
    .map(({ metric, steps, each }) => {
      const name = metrics.get(metric) ?? metric;
      if (each)
        return `${name}每 1 ${verb} ${each.points} 分${each.atMost === undefined ? '' : `，最多 ${each.atMost} 分`}`;
      return `${name}${(steps ?? []).map(({ atLeast, points }) => `达 ${atLeast} ${verb} ${points} 分`).join('，')}`;
    })
    .join('；');
}
