import { defineScreens } from '../../screen.ts';

export const screens = defineScreens({
  path: '/',
  title: '首页',
  nav: { group: '工作台', order: 1 },
  help: [
    '待办的数字与打开的列表一致：同一筛选条件、同一时刻的件数。',
    '按 / 或 Ctrl + K，可直接搜索主体、信息、批次。',
  ],
  load: () => import('./home-page.tsx'),
});
