import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WithdrawalReceipt } from '@xinheng/contracts/row-check.ts';
import type { RecordFile } from '@xinheng/contracts/subject-file.ts';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api/client.ts';
import { recordQuery } from '../../../ui/detail/file-queries.ts';
import { Field } from '../../../ui/form/field.tsx';
import { Dialog } from '../../../ui/pieces/dialog.tsx';
import { say } from '../../../ui/pieces/toasts.tsx';
import { ChangedNotice } from './changed-notice.tsx';

/** Withdraws a record of one's own department, with the reason. */
export function WithdrawDialog(props: { file: RecordFile; version: number; open: boolean; onClose: () => void }) {
  const { file, version, onClose } = props;
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries(recordQuery(file.subjectCode, file.recordKey));
  const withdrawal = useMutation({
    mutationFn: () =>
      api<WithdrawalReceipt>(`/officer/subjects/${file.subjectCode}/records/${file.recordKey}/withdrawal`, {
        method: 'POST',
        body: { version, reason: reason.trim() },
      }),
    onSuccess: async (receipt) => {
      say(receipt.message);
      onClose();
      await refresh();
    },
  });
  const submit = () => {
    const short = reason.trim().length < 2;
    setMissing(short);
    if (!short) withdrawal.mutate();
  };
  return (
    <Dialog
      open={props.open}
      title="撤回这条信息"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>不撤回</Button>
          <Button danger type="primary" loading={withdrawal.isPending} onClick={submit}>
            撤回
          </Button>
        </>
      }
    >
      <p>撤回后不再公示，也不再计入该主体的信用信息；原来的内容仍可在“版本”中查看。</p>
      <Field
        name="withdrawal-reason"
        label="撤回理由"
        required
        error={missing ? '请写明撤回理由，至少两个字' : undefined}
      >
        {(control) => (
          <Input.TextArea
            {...control}
            rows={3}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {withdrawal.isError ? (
        <ChangedNotice
          error={withdrawal.error}
          onRefresh={() => {
            onClose();
            withdrawal.reset();
            void refresh();
          }}
        />
      ) : null}
    </Dialog>
  );
}
