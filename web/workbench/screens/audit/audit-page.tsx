import { Button } from 'antd';
import { useGo } from '../../../ui/address.tsx';
import { ListPage } from '../../../ui/list/list-page.tsx';
import { useMay } from '../../session/session.ts';

/** The entries of the log, and the ways to prove that they are whole. */
export default function AuditPage() {
  const may = useMay();
  const go = useGo();
  return (
    <ListPage
      list="audit"
      tools={
        <>
          <Button onClick={() => go('/audit/checkpoints')}>检查点</Button>
          {may('audit.verify') ? <Button onClick={() => go('/audit/verification')}>核验</Button> : null}
        </>
      }
    />
  );
}
