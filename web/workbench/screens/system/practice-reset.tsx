import { ActButton } from '../../../ui/act/act-button.tsx';
import { api } from '../../../ui/api/client.ts';
import { useMay, useSession } from '../../session/session.ts';

/** 练习版 alone: puts everything that is practised on back to its beginning. */
export function PracticeReset() {
  const { practice } = useSession();
  const may = useMay();
  if (!practice || !may('practice.reset')) return null;
  return (
    <section className="sheet stack" aria-labelledby="practice-reset">
      <h2 id="practice-reset">练习版</h2>
      <p>把主体、信息、批次、导出与待办恢复为最初的演示城市；机构、人员、账户、密码与审计日志保留。</p>
      <ActButton
        label="重置练习版"
        danger
        intro="大家在练习版中所做的全部录入、导入与处理都会清除，约半分钟内暂停服务，之后刷新页面即可继续。"
        send={() => api('/practice/reset', { method: 'POST' })}
        said="已开始重置，请约半分钟后刷新页面。"
      />
    </section>
  );
}
