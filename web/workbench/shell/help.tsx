import { Dialog } from '../../ui/pieces/dialog.tsx';
import type { Screen } from '../screen.ts';

const keys: [string, string][] = [
  ['/ 或 Ctrl + K', '搜索主体、信息、批次和页面'],
  ['?', '打开本帮助'],
  ['Esc', '关闭对话框或面板'],
  ['Tab / Shift + Tab', '移到下一个、上一个可操作的位置'],
  ['空格', '勾选列表中的一行'],
  ['← / →', '列表上一页、下一页（焦点在列表之外时）'],
];

/** What one does on this page, and the keys of every page. */
export function HelpDialog(props: { open: boolean; onClose: () => void; screen: Screen | undefined }) {
  const { screen } = props;
  return (
    <Dialog open={props.open} title="帮助" onClose={props.onClose}>
      {screen?.help ? (
        <>
          <h3>{screen.title}</h3>
          {screen.help.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </>
      ) : null}
      <h3>键盘</h3>
      <dl className="keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">
        查询非公开信息前须说明用途；查询与办理均记入审计日志。显示为“*”的内容按个人信息保护要求隐去。
      </p>
    </Dialog>
  );
}
