import type { OptionTone } from '@xinheng/contracts/listing.ts';
import type { DutyKind, PostLine } from '@xinheng/contracts/organisation.ts';
import type { Reach } from '@xinheng/contracts/workbench.ts';

export const dutyKinds: Record<DutyKind, string> = {
  'information-item': '信息事项',
  'licence-item': '许可事项',
  'inspection-item': '检查事项',
};

export const heldWords: Record<PostLine['state'], { name: string; tone: OptionTone }> = {
  holds: { name: '现任', tone: 'good' },
  ended: { name: '已终止', tone: 'neutral' },
  'to-come': { name: '未开始', tone: 'warning' },
};

export const reachWords: Record<Reach, string> = {
  self: '本人',
  own: '本部门',
  units: '本部门及下级',
  region: '本区划',
  city: '全市',
};
