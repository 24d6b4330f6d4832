import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/entry',
    title: '手工录入',
    nav: { group: '归集', order: 20 },
    permission: 'records.enter',
    help: ['先选信息事项，再按表单填写；填写时即按导入的同一套规则检查。', '没有填完可保存草稿，草稿保留 30 天。'],
    load: () => import('./choose-page.tsx'),
  },
  {
    path: '/entry/items/$item',
    title: '录入信息',
    permission: 'records.enter',
    help: [
      '离开一个字段后，旁边会说明有没有问题；“来件会怎样处理”说明会归到哪个主体、新增还是更新。',
      '提交前可检查全部填写；提交后得到回执。',
    ],
    load: () => import('./entry-page.tsx'),
  },
  {
    path: '/entry/drafts',
    title: '录入草稿',
    nav: { group: '归集', order: 21 },
    permission: 'records.enter',
    list: 'drafts',
    help: ['草稿只有您本人能看到，最后一次保存后保留 30 天。'],
  },
  {
    path: '/entry/drafts/$draft',
    title: '录入草稿',
    permission: 'records.enter',
    load: () => import('./draft-page.tsx'),
  },
);
