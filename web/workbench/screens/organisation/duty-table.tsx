import type { DutyLine } from '@xinheng/contracts/organisation.ts';
import { AppLink } from '../../../ui/address.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { daysText } from './history.tsx';
import { dutyKinds, heldWords } from './words.ts';

/** Which items an organisation answers for. */
export function DutyTable({ duties }: { duties: readonly DutyLine[] }) {
  if (duties.length === 0) return <p className="muted">没有登记职责。</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="plain-table" aria-label="职责" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">事项</th>
            <th scope="col">类别</th>
            <th scope="col">状态</th>
            <th scope="col">期间</th>
            <th scope="col">说明</th>
          </tr>
        </thead>
        <tbody>
          {duties.map((duty) => (
            <tr key={duty.dutyId}>
              <th scope="row">
                <AppLink href={`/duties/${duty.dutyId}`}>{duty.itemName}</AppLink>
              </th>
              <td>{dutyKinds[duty.kind]}</td>
              <td>
                <Badge tone={heldWords[duty.state].tone}>{heldWords[duty.state].name}</Badge>
              </td>
              <td>{daysText(duty)}</td>
              <td>{duty.remark}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
