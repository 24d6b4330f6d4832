import type { Session } from '@xinheng/contracts/workbench.ts';

/** What kind of system this is, on every page of it, so that practice is never taken for the real thing. */
export function Banners(props: { session: Session }) {
  const { practice, demonstration } = props.session;
  if (practice) {
    return (
      <section className="edition practice" aria-label="系统版本">
        <strong>练习版</strong> 供培训使用：城市与数据均由程序生成，所做操作不影响正式系统，不对外发送任何内容。
      </section>
    );
  }
  if (demonstration) {
    return (
      <section className="edition demonstration" aria-label="系统版本">
        <strong>演示</strong> 名称、代码与内容均由程序生成，与任何真实主体无关。
      </section>
    );
  }
  return null;
}
