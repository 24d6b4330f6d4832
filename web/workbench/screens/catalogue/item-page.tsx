import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import { Button } from 'antd';
import { AppLink, useGo } from '../../../ui/address.tsx';
import { apiAddress } from '../../../ui/api/client.ts';
import { Detail } from '../../../ui/detail/detail.tsx';
import { disclosures, polarities } from '../../../ui/detail/words.ts';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import { itemQuery } from '../entry/entry-queries.ts';
import './catalogue.css';
import { CodeLists } from './code-lists.tsx';
import { Fields } from './fields.tsx';
import { Rules } from './rules.tsx';
import { periodText, roles } from './words.ts';

/** One information item: what it is, its fields, rules and code lists. */
export default function ItemPage() {
  const { item: code = '' } = useParams({ strict: false });
  const item = useQuery(itemQuery(code));
  if (item.isError) {
    return (
      <section className="page">
        <h1>信息事项</h1>
        <ProblemNotice error={item.error} retry={() => void item.refetch()} />
      </section>
    );
  }
  if (!item.data) {
    return (
      <section className="page" aria-busy="true">
        <div className="sheet">
          <Waiting lines={7} height={250} label="正在读取信息事项" />
        </div>
        <div className="sheet">
          <Waiting lines={18} height={760} />
        </div>
      </section>
    );
  }
  return <ItemDetail item={item.data} />;
}

function ItemDetail({ item }: { item: ItemFile }) {
  const go = useGo();
  const polarity = polarities[item.polarity];
  const template = apiAddress(`/officer/items/${item.code}/template.xlsx`);
  const from = item.fields.find(({ name }) => name === item.due.from)?.label ?? item.due.from;
  return (
    <Detail
      kind="信息事项"
      title={item.name}
      badges={
        <>
          <Badge tone={polarity.tone}>{polarity.name}</Badge>
          <Badge tone="neutral">{disclosures[item.disclosure]}</Badge>
        </>
      }
      line={<AppLink href="/catalogue">返回信息目录</AppLink>}
      actions={
        <>
          <Button href={template} download>
            下载导入模板
          </Button>
          {item.mayEnter ? (
            <Button type="primary" onClick={() => go(`/entry/items/${item.code}`)}>
              手工录入
            </Button>
          ) : null}
        </>
      }
      summary={
        <Facts
          facts={[
            { label: '提供部门', value: item.provider.name },
            { label: '报送时限', value: `自${from}起 ${periodText(item.due)}内` },
            {
              label: '全国目录类别',
              value: item.nationalClass > 0 ? `第 ${item.nationalClass} 类` : `地方补充：${item.localSupplement ?? ''}`,
            },
            { label: '对主体的作用', value: roles[item.role] },
            { label: '识别一条信息', value: item.naturalKey.join(' + ') },
            { label: '目录版本', value: `${item.edition}，${item.effectiveFrom} 起` },
            { label: '依据', value: item.legalBasis, wide: true },
          ]}
        />
      }
      tabs={[
        { name: 'fields', title: '字段', count: item.fields.length, content: () => <Fields item={item} /> },
        { name: 'rules', title: '规则', content: () => <Rules item={item} /> },
        {
          name: 'codes',
          title: '代码表',
          count: item.codeLists.length,
          content: () => <CodeLists lists={item.codeLists} />,
        },
      ]}
    />
  );
}
