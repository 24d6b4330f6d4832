/** Templates of the items: to download, to fill, to hand in. */
import { Type } from 'typebox';
import { answer, defineRoute, type Route } from '../../../platform/http/index.ts';
import { itemByCode } from '../../catalogue/index.ts';
import { templateCsv, templateXlsx } from '../template/index.ts';
import type { ExchangeContext } from './index.ts';

const params = Type.Object({ item: Type.String({ maxLength: 100 }) });
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const csvType = 'text/csv; charset=utf-8';

/** An attachment with a name that people can read, and one that old browsers can. */
function attachment(plain: string, chinese: string): Record<string, string> {
  return {
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(chinese)}`,
  };
}

export function templateRoutes({ city }: Pick<ExchangeContext, 'city'>): Route[] {
  const { catalogue } = city;
  const csv = (kind: 'template' | 'sample', summary: string, title: string) =>
    defineRoute({
      method: 'GET',
      path: `/api/v1/officer/items/:item/${kind}.csv`,
      permission: 'catalogue.read',
      summary,
      tag: '归集',
      errors: ['item-unknown'],
      request: { params },
      response: { 200: { contentType: csvType } },
      handler({ params: { item: code } }) {
        const item = itemByCode(catalogue, code);
        const text = templateCsv(item, catalogue.codeLists, { sample: kind === 'sample' });
        return answer(text, { headers: attachment(`${item.code}-${kind}.csv`, `${item.name}${title}.csv`) });
      },
    });
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/officer/items/:item/template.xlsx',
      permission: 'catalogue.read',
      summary: '填报模板（Excel）',
      description: '首个工作表供填写，带下拉列表、必填标记和批注；另有填表说明、样例和代码表。',
      tag: '归集',
      errors: ['item-unknown'],
      request: { params },
      response: { 200: { contentType: workbookType } },
      async handler({ params: { item: code } }) {
        const item = itemByCode(catalogue, code);
        const book = await templateXlsx(item, catalogue.codeLists);
        return answer(book, { headers: attachment(`${item.code}-template.xlsx`, `${item.name}填报模板.xlsx`) });
      },
    }),
    csv('template', '填报模板（CSV）', '填报模板'),
    csv('sample', '填好的样例（CSV）', '样例'),
  ];
}
