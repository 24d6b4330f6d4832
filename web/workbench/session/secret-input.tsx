import { Button, Input, Space } from 'antd';
import { useState } from 'react';
import type { ControlProps } from '../../ui/form/field.tsx';

/** A password field whose contents can be looked at: long passwords are typed wrong unseen. */
export function SecretInput(props: {
  control: ControlProps;
  autoComplete: 'current-password' | 'new-password';
  value: string;
  onChange: (value: string) => void;
}) {
  const [seen, setSeen] = useState(false);
  return (
    <Space.Compact block>
      <Input
        {...props.control}
        size="large"
        type={seen ? 'text' : 'password'}
        autoComplete={props.autoComplete}
        autoCapitalize="off"
        spellCheck={false}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
      <Button size="large" aria-pressed={seen} onClick={() => setSeen(!seen)}>
        {seen ? '隐藏' : '显示'}
      </Button>
    </Space.Compact>
  );
}
