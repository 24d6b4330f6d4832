/** 审计日志 over HTTP: checkpoints and proofs for everybody, entry proofs and verification for officers. */
export { type VerificationSetting, verifyLogJob } from './jobs.ts';
export { auditLogRoutes } from './routes/index.ts';
