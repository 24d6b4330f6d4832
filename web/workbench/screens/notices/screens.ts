import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/notices',
    title: '通知',
    nav: { group: '工作台', order: 30 },
    help: ['打开即为已读。'],
    load: () => import('./notices-page.tsx'),
  },
  {
    path: '/notices/published',
    title: '已发布的通知',
    nav: { group: '工作台', order: 40 },
    permission: 'notices.publish',
    list: 'notices',
    load: () => import('./published-page.tsx'),
  },
);
