import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/organisation',
    title: '机构',
    nav: { group: '机构与人员', order: 10 },
    permission: 'organisation.read',
    help: [
      '机构按隶属关系展开。选择日期，可看到那一天的机构。',
      '每次变更都有生效日期；以后日期的变更到那一天自动生效。',
    ],
    load: () => import('./tree-page.tsx'),
  },
  {
    path: '/organisation/$code',
    title: '机构',
    permission: 'organisation.read',
    help: ['“历史”列出每一段时间的情况，以及由谁、何时、为何登记。'],
    load: () => import('./unit-page.tsx'),
  },
  {
    path: '/organisations',
    title: '机构列表',
    nav: { group: '机构与人员', order: 15 },
    permission: 'organisation.read',
    list: 'organisations',
    help: ['按条件查找、导出机构；点机构名称打开详情。'],
  },
  {
    path: '/duties',
    title: '职责分工',
    nav: { group: '机构与人员', order: 40 },
    permission: 'organisation.read',
    list: 'duties',
    help: ['哪个部门负责哪个信息事项、许可事项、检查事项。在机构页面上增加。'],
  },
  {
    path: '/duties/$dutyId',
    title: '职责',
    permission: 'organisation.read',
    load: () => import('./duty-page.tsx'),
  },
);
