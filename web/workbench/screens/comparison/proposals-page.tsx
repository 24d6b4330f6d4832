import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ActButton } from '../../../ui/act/act-button.tsx';
import { useGo } from '../../../ui/address.tsx';
import { api } from '../../../ui/api/client.ts';
import { countText } from '../../../ui/pieces/dates.ts';
import { Facts } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import './comparison.css';
import { treatment } from './words.ts';

interface Proposal {
  rule: string;
  pair: number;
  department: string;
  item: string;
  shape: string;
  shapeText: string;
  decision: 'left' | 'right';
  ruleTitle: string;
  departmentName: string;
  itemName: string;
  confirmations: number;
  open: number;
}

/** What was decided alike so often that it may be decided by rule. */
export default function ProposalsPage() {
  const asked = useQuery({
    queryKey: ['correction-proposals'],
    queryFn: ({ signal }) =>
      api<{ confirmations: number; rows: Proposal[] }>('/officer/correction-proposals', { signal }),
  });
  return (
    <div className="page">
      <h1>提请自动更正</h1>
      <section className="sheet stack" aria-label="可提请的差异">
        <Loaded asked={asked} lines={8} height={400}>
          {({ rows, confirmations }) =>
            rows.length === 0 ? (
              <p>
                还没有可提请的。同一部门、同一字段、同一种差异至少 {confirmations}{' '}
                次核对结论一致、无相反结论的，会列在这里。
              </p>
            ) : (
              <ul className="proposal-list">
                {rows.map((row) => (
                  <ProposalLine key={`${row.rule} ${row.department} ${row.item} ${row.shape}`} row={row} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </div>
  );
}

function ProposalLine({ row }: { row: Proposal }) {
  const go = useGo();
  const queries = useQueryClient();
  const { rule, pair, department, item, shape, decision } = row;
  return (
    <li>
      <h2>{row.ruleTitle}</h2>
      <Facts
        facts={[
          { label: '更正哪个部门', value: row.departmentName },
          { label: '信息事项', value: row.itemName },
          { label: '差异', value: row.shapeText, wide: true },
          { label: '已确认', value: `${row.confirmations} 次${treatment(decision)}` },
          { label: '启用后将更正', value: `${countText(row.open)} 条` },
        ]}
      />
      <p>
        <ActButton
          label="提请自动更正"
          intro={`启用后，此刻的 ${row.open} 条和以后的同类差异都${treatment(decision)}。须由另一人启用，启用之前什么也不改。`}
          send={() =>
            api<{ correctionId: number }>('/officer/corrections', {
              method: 'POST',
              body: { rule, pair, department, item, shape, decision },
            })
          }
          said="已提请，请由另一人启用。"
          onDone={({ correctionId }) => {
            void queries.invalidateQueries({ queryKey: ['correction-proposals'] });
            go(`/corrections/${correctionId}`);
          }}
        />
      </p>
    </li>
  );
}
