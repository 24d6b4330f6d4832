import { ListPage } from '../../../ui/list/list-page.tsx';
import { PublishNotice } from './publish.tsx';

/** What has been published; it can be withdrawn. */
export default function PublishedPage() {
  return <ListPage list="notices" tools={<PublishNotice />} />;
}
