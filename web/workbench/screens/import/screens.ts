import { defineScreens } from '../../screen.ts';

export const screens = defineScreens({
  path: '/import',
  title: '批量导入',
  nav: { group: '归集', order: 10 },
  permission: 'batches.submit',
  help: [
    '先选择信息事项，下载带下拉选项的模板；填好后拖入或选择文件。',
    '文件先试导入：逐行检查，不入库。核对无误后再确认入库。',
    '未通过的行可下载为修正文件，改正后原样重新上传。',
  ],
  load: () => import('./import-page.tsx'),
});
