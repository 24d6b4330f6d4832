import type { PageView } from '@xinheng/contracts/portal.ts';
import { Detail, Link, useFrame } from '../frame.tsx';
import { Badge, Facts } from '../pieces.tsx';

type View<K extends PageView['kind']> = Extract<PageView, { kind: K }>;

/** /about */
export function About({ view }: { view: View<'about'> }) {
  const { cityName } = useFrame();
  return (
    <div className="wide prose">
      <h1>使用说明</h1>
      <h2>可以查什么</h2>
      <p>
        {cityName}登记的企业、个体工商户、农民专业合作社、社会组织等经营主体的登记、许可、处罚、抽查、名单、荣誉和承诺。
      </p>
      <p>自然人的信用信息不在本站公示。</p>
      <h2>怎样查</h2>
      <ul>
        <li>名称中任意两个字以上，不必输全称；括号和字母的全角、半角不影响结果。</li>
        <li>18 位统一社会信用代码，或它的前几位。</li>
        <li>名称的拼音首字母，例如“泉城”输 qc。</li>
      </ul>
      <h2>符号的意思</h2>
      <ul className="legend">
        <li>
          <Badge status={{ text: '正常、正面', tone: 'good' }} />
        </li>
        <li>
          <Badge status={{ text: '一般信息', tone: 'neutral' }} />
        </li>
        <li>
          <Badge status={{ text: '需要留意', tone: 'warning' }} />
        </li>
        <li>
          <Badge status={{ text: '严重、已终止', tone: 'bad' }} />
        </li>
      </ul>
      <Detail>
        <h2>公示多久</h2>
        <p>
          每个信息项的公示期限由法律和信息目录规定，本站按目录计算，不采用提供部门自填的期限。期满自动停止公示。详见
          <Link href="/items">各信息项</Link>。
        </p>
        <h2>历史时点</h2>
        <p>
          主体页面地址后加 <code>?asOf=2026-01-01</code> 可以看到那一天有效的信息；加{' '}
          <code>?knownAt=2026-01-01T00:00:00+08:00</code> 可以看到那一刻平台已经收到的信息。
        </p>
        <h2>开放接口</h2>
        <p>
          同样的内容可以用程序读取，见<a href="/api/docs">接口说明</a>。
        </p>
      </Detail>
      <h2>发现有错怎么办</h2>
      <p>请与该条信息的“提供部门”联系更正。更正后，本站同时公示更正前后的内容。</p>
      <Facts facts={view.contact} />
    </div>
  );
}

/** /accessibility: what was checked, and what is known not to work. */
export function Accessibility({ view }: { view: View<'accessibility'> }) {
  return (
    <div className="wide prose">
      <h1>无障碍声明</h1>
      <p>
        本站以《Web 内容无障碍指南》（WCAG）2.2 AA 级为目标，对应 GB/T 37668-2019《信息技术
        互联网内容无障碍可访问性技术要求与测试方法》。
      </p>
      <ul>
        <li>全部功能只用键盘就能完成，焦点始终可见。</li>
        <li>不需要 JavaScript。</li>
        <li>状态用符号和文字表示，不只用颜色。</li>
        <li>放大到 400%、屏幕宽 320 像素时不需要左右滚动。</li>
        <li>每页右上角可以切换到“长辈版”：字更大，对比更强，文字更少。</li>
      </ul>
      <h2>怎样检查</h2>
      <p>每次改动都用真实浏览器和自动检查工具 axe 检查全部页面的普通版和长辈版。自动检查不能代替残障人士的试用。</p>
      <h2>遇到障碍时</h2>
      <p>请告诉我们您在哪个页面、用什么设备和辅助软件。</p>
      <Facts facts={view.contact} />
    </div>
  );
}
