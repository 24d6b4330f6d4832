import { useQuery } from '@tanstack/react-query';
import { ListPage } from '../../../ui/list/list-page.tsx';
import { useMay } from '../../session/session.ts';
import { treeQuery } from '../organisation/organisation-queries.ts';
import { NewPersonButton } from './new-person.tsx';

/** The list of people, and a new one. */
export default function PeoplePage() {
  const may = useMay();
  return <ListPage list="people" tools={may('people.manage') ? <NewPersonAnywhere /> : null} />;
}

function NewPersonAnywhere() {
  const tree = useQuery(treeQuery());
  return <NewPersonButton among={tree.data?.organisations ?? []} />;
}
