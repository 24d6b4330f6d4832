import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useGo } from '../../../ui/address.tsx';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Waiting } from '../../../ui/pieces/waiting.tsx';
import { draftQuery } from './entry-queries.ts';

/** Leads from a draft to the form of its item. */
export default function DraftPage() {
  const { draft: draftId = '' } = useParams({ strict: false });
  const draft = useQuery(draftQuery(draftId));
  const go = useGo();
  const item = draft.data?.item;
  useEffect(() => {
    if (item) go(`/entry/items/${item}?draft=${encodeURIComponent(draftId)}`, { replace: true });
  }, [item, draftId, go]);
  return (
    <section className="page">
      <h1>录入草稿</h1>
      {draft.isError ? (
        <ProblemNotice error={draft.error} retry={() => void draft.refetch()} />
      ) : (
        <div className="sheet">
          <Waiting lines={16} height={640} label="正在打开草稿" />
        </div>
      )}
    </section>
  );
}
