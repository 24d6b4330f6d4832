import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/system',
    title: '系统运行',
    nav: { group: '系统', order: 10 },
    permission: 'system.read',
    help: ['需要处理的事项列在最上方。后台任务多次失败后停在“死信”，查明原因后可重试。'],
    load: () => import('./system-page.tsx'),
  },
  {
    path: '/system/jobs',
    title: '后台任务',
    nav: { group: '系统', order: 20 },
    permission: 'system.read',
    list: 'jobs',
    help: ['勾选失败的任务后，可重试或放弃。'],
  },
  {
    path: '/system/calendar',
    title: '工作日历',
    nav: { group: '系统', order: 30 },
    permission: 'system.read',
    help: ['期限按工作日计算。每年国务院办公厅公布放假安排后，上传次年的日历。'],
    load: () => import('./calendar-page.tsx'),
  },
);
