import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/batches',
    title: '批次',
    nav: { group: '归集', order: 20 },
    permission: 'batches.read',
    list: 'batches',
    help: ['每一次报送是一个批次。点批次号查看各行的检查结果与回执；状态为“待确认”的批次尚未入库。'],
  },
  // Wants a batch, so it is no page to begin from: it stands on the page of the batch.
  { path: '/receipts', title: '逐行回执', permission: 'batches.read', list: 'receipts' },
  {
    path: '/batches/$batch',
    title: '批次与回执',
    permission: 'batches.read',
    help: [
      '“待确认”的批次只做过检查，入库之前可以放弃。',
      '“退回”“暂存”的行可下载为修正文件，改正后原样重新上传。',
      '撤销批次不会删除任何内容：受影响的信息以新版本恢复到此前的内容。',
    ],
    load: () => import('./batch-page.tsx'),
  },
);
