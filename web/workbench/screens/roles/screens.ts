import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/roles',
    title: '角色权限表',
    nav: { group: '账户与权限', order: 40 },
    permission: 'roles.read',
    help: ['每个角色能做什么、到什么范围。空白即不允许。'],
    load: () => import('./matrix-page.tsx'),
  },
  {
    path: '/roles/who',
    title: '谁能看到',
    nav: { group: '账户与权限', order: 50 },
    permission: 'roles.read',
    help: ['选择一项权限，可再指定主体、部门或区划；列出今天能对它行使该权限的全部人员及理由。'],
    load: () => import('./who-page.tsx'),
  },
);
