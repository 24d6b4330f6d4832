import { defineScreens } from '../../screen.ts';

export const screens = defineScreens({
  path: '/account',
  title: '密码与动态验证码',
  help: ['修改密码后，其他地方的登录随即失效。'],
  load: () => import('./account-page.tsx'),
});
