import { defineConfig } from 'vitest/config';

const everywhere = ['contracts', 'server', 'web', 'bench', 'e2e', 'cities'];
const ignored = ['**/node_modules/**', '**/dist/**', '**/.data/**'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'pure',
          include: everywhere.flatMap((folder) => [`${folder}/**/*.test.ts`, `${folder}/**/*.test.tsx`]),
          exclude: [...ignored, '**/*.int.test.ts', 'e2e/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'postgres',
          // One file at a time: a transaction of one database holds back the outbox of every other on the server.
          fileParallelism: false,
          include: [...everywhere.map((folder) => `${folder}/**/*.int.test.ts`), 'e2e/**/*.test.ts'],
          exclude: ignored,
          globalSetup: ['server/test/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
