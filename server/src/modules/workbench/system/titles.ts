/** What jobs and followers are called on the system page. One that is not here is shown by its own name. */
export const jobTitles: Record<string, string> = {
  'platform.forget-old-answers': '清理过期的幂等应答',
  'platform.seal-audit': '封存审计日志',
  'exchange.take-batch': '处理批次',
  'exchange.tend-batches': '照看未完成的批次',
  'exchange.forget-drafts': '清理过期草稿',
  'accounts.forget-ended': '清理已结束的会话与令牌',
  'workbench.make-export': '生成导出文件',
  'workbench.tend-exports': '清理过期的导出文件',
};

export const followerTitles: Record<string, string> = {
  'audit seal': '审计日志封存',
  'public answers': '门户页面更新',
  'registry search': '搜索索引',
};
