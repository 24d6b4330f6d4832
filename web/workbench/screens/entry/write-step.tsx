import type { ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import { Button } from 'antd';
import { ItemForm } from '../../../ui/form/item-form.tsx';
import { notesOf, useRowCheck } from '../../../ui/form/row-check.ts';
import { momentText } from '../../../ui/pieces/dates.ts';
import { ProblemNotice } from '../../../ui/pieces/problem.tsx';
import { Forecast } from './forecast.tsx';
import type { useEntry } from './use-entry.ts';

/** The form, with what the checks say beside the fields and beside the form. */
export function WriteStep({ item, entry }: { item: ItemFile; entry: ReturnType<typeof useEntry> }) {
  const { check, isEmpty, isSettling } = useRowCheck(item.code, entry.row);
  const findings = isEmpty ? [] : (check.data?.findings ?? []);
  return (
    <form
      className="entry"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        entry.toCheck.mutate();
      }}
    >
      <div className="sheet entry-form">
        <ItemForm
          item={item}
          fields={item.fields}
          row={entry.row}
          notes={notesOf(findings, entry.seen)}
          onChange={entry.change}
          onLeave={entry.leave}
        />
        {entry.saving.isError ? <ProblemNotice error={entry.saving.error} /> : null}
        <div className="entry-buttons">
          <Button type="primary" htmlType="submit" loading={entry.toCheck.isPending}>
            检查您的填写
          </Button>
          <Button loading={entry.saving.isPending} onClick={() => entry.saving.mutate()}>
            保存草稿
          </Button>
          <span className="muted" role="status">
            {entry.draft ? `草稿 ${momentText(entry.draft.savedAt)} 保存${entry.isDirty ? '，其后有改动' : ''}` : ''}
          </span>
        </div>
      </div>
      <Forecast check={isEmpty ? undefined : check.data} error={check.error} isSettling={isSettling && !isEmpty} />
    </form>
  );
}
