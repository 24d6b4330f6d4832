import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/people',
    title: '人员',
    nav: { group: '机构与人员', order: 20 },
    permission: 'people.read',
    list: 'people',
    help: ['人员必须有任职才在某个机构之内。登记人员时同时登记首个任职。'],
    load: () => import('./people-page.tsx'),
  },
  {
    path: '/people/$personId',
    title: '人员',
    permission: 'people.read',
    load: () => import('./person-page.tsx'),
  },
  {
    path: '/posts',
    title: '任职',
    nav: { group: '机构与人员', order: 30 },
    permission: 'people.read',
    list: 'posts',
  },
  {
    path: '/posts/$postId',
    title: '任职',
    permission: 'people.read',
    help: ['调往其他机构时，原有角色随之失效，由有权授予的人员重新授予。'],
    load: () => import('./post-page.tsx'),
  },
);
