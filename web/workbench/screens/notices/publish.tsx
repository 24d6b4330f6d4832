import { useQueryClient } from '@tanstack/react-query';
import { ActButton } from '../../../ui/act/act-button.tsx';
import { filled } from '../../../ui/act/act-values.ts';
import { api } from '../../../ui/api/client.ts';

const audiences = [
  { code: 'city', name: '全市' },
  { code: 'region', name: '一个区划' },
  { code: 'organisation', name: '一个单位及下级' },
  { code: 'role', name: '一种角色' },
];

/** Tells officers something. */
export function PublishNotice() {
  const client = useQueryClient();
  return (
    <ActButton
      primary
      wide
      label="发布通知"
      fields={[
        { name: 'title', label: '标题', kind: 'text', required: true, maxLength: 100 },
        { name: 'body', label: '内容', kind: 'long-text', required: true, maxLength: 4000 },
        { name: 'audience', label: '发给', kind: 'choice', required: true, initial: 'city', options: audiences },
        {
          ...{ name: 'audienceCode', label: '区划、单位或角色代码', kind: 'text', maxLength: 100 },
          hint: '发给全市时不填。如 370102、market-regulation、entry-clerk。',
        },
        { name: 'link', label: '工作台内的地址', kind: 'text', hint: '可不填；如 /batches。', maxLength: 500 },
      ]}
      send={(values) => api('/notices', { method: 'POST', body: filled(values) })}
      said="通知已发布。"
      onDone={() => {
        void client.invalidateQueries({ queryKey: ['notices'] });
        void client.invalidateQueries({ queryKey: ['list', 'notices'] });
      }}
    />
  );
}
