import { Button } from 'antd';
import { useGo } from '../../../ui/address.tsx';
import { ListPage } from '../../../ui/list/list-page.tsx';

/** The list of accounts, and a new one. */
export default function AccountsPage() {
  const go = useGo();
  return (
    <ListPage
      list="accounts"
      tools={
        <Button type="primary" onClick={() => go('/accounts/new')}>
          开设账户
        </Button>
      }
    />
  );
}
