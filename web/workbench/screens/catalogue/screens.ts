import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/catalogue',
    title: '信息目录',
    nav: { group: '信息目录', order: 10 },
    permission: 'catalogue.read',
    help: ['每个信息事项由谁提供、多久报送、谁可查看；打开事项可看字段、规则与代码表，并下载导入模板。'],
    load: () => import('./items-page.tsx'),
  },
  {
    path: '/catalogue/$item',
    title: '信息事项',
    permission: 'catalogue.read',
    help: ['模板含下拉选项、填写说明和填好的样例，可直接用于导入。'],
    load: () => import('./item-page.tsx'),
  },
);
