import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/audit',
    title: '审计日志',
    nav: { group: '审计', order: 10 },
    permission: 'audit.read',
    list: 'audit',
    help: ['每一次办理、每一次查看非公开信息都在这里；条目不能更改，由封存与签名保证。'],
    load: () => import('./audit-page.tsx'),
  },
  {
    path: '/audit/entries/$entry',
    title: '审计条目',
    permission: 'audit.read',
    help: ['存证证明可下载，用 xinheng audit check-proof 或任何按规范编写的程序离线核验。'],
    load: () => import('./entry-page.tsx'),
  },
  {
    path: '/audit/verification',
    title: '核验',
    permission: 'audit.verify',
    help: ['核验逐条重算全部日志；与另行保存的检查点比对，可发现连同签名一起改写的情况。'],
    load: () => import('./verification-page.tsx'),
  },
  {
    path: '/audit/checkpoints',
    title: '检查点',
    permission: ['audit.read', 'audit.verify'],
    help: ['检查点公开发布。请在本平台之外另行保存，核验时与之比对。'],
    load: () => import('./checkpoints-page.tsx'),
  },
);
