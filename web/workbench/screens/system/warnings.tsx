import type { SystemWarning } from '@xinheng/contracts/system.ts';
import { AppLink } from '../../../ui/address.tsx';

/** What an administrator should see to. */
export function Warnings({ warnings }: { warnings: readonly SystemWarning[] }) {
  return warnings.map(({ level, text, link }) => (
    <p key={text} className={`notice ${level}`}>
      <span aria-hidden="true">! </span>
      {text}
      {link ? <AppLink href={link}>去处理</AppLink> : null}
    </p>
  ));
}
