import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/subjects',
    title: '主体',
    nav: { group: '主体与信息', order: 10 },
    permission: 'subjects.read',
    list: 'subjects',
    help: ['按名称、代码、区划等条件查找主体；点击名称打开主体档案。', '查询非公开信息前须说明用途。'],
  },
  {
    path: '/subjects/$code',
    title: '主体档案',
    permission: 'subjects.read',
    help: [
      '“在此日的情况”是某一天实际有效的登记与信息；“在此时已知的情况”是某一时刻平台已收到的内容。两者可同时设定。',
      '用左右方向键切换各页签。',
    ],
    load: () => import('./subject-page.tsx'),
  },
);
