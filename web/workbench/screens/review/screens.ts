import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/pending',
    title: '待认领信息',
    nav: { group: '复核', order: 10 },
    permission: 'pending.read',
    list: 'pending',
    help: ['勾选多行可一并不予采用、退回或暂缓；打开一行可逐项比对后认领。'],
  },
  {
    path: '/pending/$key',
    title: '复核待认领信息',
    permission: 'pending.read',
    help: [
      'J 下一条、K 上一条；数字键 1 至 9 选择第几个候选主体；Enter 到处理区。',
      '候选主体按依据的强弱排列，逐项对照来件与登记；不同之处写明“不同”。',
      '处理之后自动打开下一条。有人先于您处理的，会说明是谁、何时。',
    ],
    load: () => import('./review-page.tsx'),
  },
);
