import { defineScreens } from '../../screen.ts';

export const screens = defineScreens(
  {
    path: '/accounts',
    title: '账户',
    nav: { group: '账户与权限', order: 10 },
    permission: 'accounts.manage',
    list: 'accounts',
    help: ['账户属于人员：先登记人员与任职，再为其开设账户。', '初始密码只显示一次，本人首次登录时必须更改。'],
    load: () => import('./accounts-page.tsx'),
  },
  {
    path: '/accounts/new',
    title: '开设账户',
    permission: 'accounts.manage',
    load: () => import('./new-account-page.tsx'),
  },
  {
    path: '/accounts/$accountId',
    title: '账户',
    permission: 'accounts.manage',
    help: ['不能办理自己的账户。三员的动态验证码只能在服务器终端上重置。'],
    load: () => import('./account-page.tsx'),
  },
  {
    path: '/tokens',
    title: '接口令牌',
    nav: { group: '账户与权限', order: 30 },
    permission: 'tokens.manage',
    list: 'tokens',
    help: ['业务系统通过接口报送、查询时使用。密钥只显示一次；更换密钥后旧密钥可保留一段时间。'],
    load: () => import('./tokens-page.tsx'),
  },
  {
    path: '/tokens/$tokenId',
    title: '接口令牌',
    permission: 'tokens.manage',
    load: () => import('./token-page.tsx'),
  },
);
