import type { ItemField, ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import { disclosures } from '../../../ui/detail/words.ts';
import { conditionText } from '../../../ui/form/conditions.ts';
import { fieldTypes } from './words.ts';

/** Every field: what it holds, whether it must be filled, who sees it, how files call it. */
export function Fields({ item }: { item: ItemFile }) {
  return (
    <table className="catalogue-table stacking">
      <caption className="unseen">{item.name}的字段</caption>
      <thead>
        <tr>
          {['字段', '类型', '必填', '规则', '公开属性', '导入时认得的表头'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {item.fields.map((field) => (
          <tr key={field.name}>
            <th scope="row">
              {field.label}
              {field.key ? <span className="field-mark">识别</span> : null}
              {field.identity ? <span className="field-mark">主体</span> : null}
            </th>
            <td data-title="类型">
              {fieldTypes[field.type]}
              {field.unit ? `（${field.unit}）` : ''}
            </td>
            <td data-title="必填">{requiredText(field, item)}</td>
            <td data-title="规则">{ruleText(field, item)}</td>
            <td data-title="公开属性">{disclosures[field.disclosure]}</td>
            <td data-title="表头" className="field-aliases">
              {field.aliases.join('、') || '—'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function requiredText(field: ItemField, item: ItemFile): string {
  if (field.required) return '必填';
  return field.requiredWhen ? `${conditionText(field.requiredWhen, item)}时必填` : '选填';
}

function ruleText(field: ItemField, item: ItemFile): string {
  const labelOf = (name: string) => item.fields.find((each) => each.name === name)?.label ?? name;
  const rules = [
    field.maxLength === undefined ? '' : `不超过 ${field.maxLength} 字`,
    field.min === undefined ? '' : `不小于 ${field.min}`,
    field.max === undefined ? '' : `不大于 ${field.max.toLocaleString('en-US')}`,
    field.notFuture ? '不得晚于当天' : '',
    field.notBefore ? `不得早于${labelOf(field.notBefore)}` : '',
    field.openEnded ? '可写“长期”' : '',
    field.defaultFrom ? `缺省取${labelOf(field.defaultFrom)}` : '',
    field.codeList ? `见代码表 ${field.codeList}` : '',
    field.source ?? '',
  ];
  return rules.filter(Boolean).join('；') || '—';
}
