import { defineConfig } from 'vitest/config'

const unit = [
  'shared/src/**/*.test.ts',
  'server/src/**/*.test.ts',
  'console/src/**/*.test.ts',
  'miniapp/src/**/*.test.ts',
]

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/count-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          // A property runs a hundred times, and not always alone on the machine.
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
          include: [
            ...unit,
            'tests/rubrics/**/*.test.ts',
            'tests/contracts/**/*.test.ts',
            'tests/support/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'api',
          sequence: { groupOrder: 2 },
          include: ['tests/api/**/*.test.ts', 'tests/access/**/*.test.ts', 'tests/migrations/**/*.test.ts'],
          globalSetup: ['tests/support/database-setup.ts'],
          pool: 'forks',
          // PGlite takes 400 MB a worker and compiles its WASM in each.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'weapp',
          sequence: { groupOrder: 3 },
          include: ['tests/weapp/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      // These run the built server as a process of its own.
      {
        test: {
          name: 'process',
          sequence: { groupOrder: 4 },
          include: ['tests/process/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 5 },
          include: ['tests/e2e/**/*.test.ts'],
          setupFiles: ['tests/e2e/support/tell-pages.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
