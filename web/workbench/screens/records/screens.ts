import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/records',
    title: '信用信息',
    nav: { group: '主体与信息', order: 20 },
    permission: 'records.read',
    list: 'records',
    help: ['按事项、部门、日期等条件查找信用信息；查询非公开信息前须说明用途。'],
  },
  {
    path: '/subjects/$code/records/$key',
    title: '信用信息',
    permission: 'records.read',
    help: [
      '点击任意内容，可看到由哪个部门、哪一批次、哪一行提供，以及来件原文。',
      '更正与撤回都写成新的版本，原版本照旧可查。',
    ],
    load: () => import('./record-page.tsx'),
  },
  {
    path: '/subjects/$code/records/$key/amend',
    title: '更正信息',
    permission: 'records.amend',
    help: ['只能更正本部门提供的信息；主体与文书号等用于识别的内容不能更正。'],
    load: () => import('./amend-page.tsx'),
  },
);
