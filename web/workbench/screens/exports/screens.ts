import { defineScreens } from '../../screen.ts';

export const screens = defineScreens({
  path: '/exports',
  title: '我的导出',
  nav: { group: '工作台', order: 90 },
  permission: 'lists.export',
  help: ['导出的文件到期自动删除；每次下载均记入审计日志。'],
  load: () => import('./exports-page.tsx'),
});
