import { defineConfig } from 'vitest/config';

/** What all tests without other people's programs share. */
export const SHARED = {
  // For what hangs; no test takes more than seconds, and a busy machine fails none.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // Test files share the modules that a worker has loaded, the AWS SDK above all: half of the whole time. A test that
  // changes something global (process.env, a listener) puts it back when it ends.
  pool: 'threads',
  isolate: false,
  // Left to itself, Vitest takes one core less than there are.
  maxWorkers: '100%',
  // The SDK's note about old versions of Node, which the program turns off for itself.
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
} as const;

/** What replaces modules: it has to be the first that loads them. */
const ALONE = 'test/check/cost.test.ts';

export default defineConfig({
  test: {
    maxWorkers: SHARED.maxWorkers,
    projects: [
      {
        test: {
          ...SHARED,
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/interop/**',
            'test/skypilot-release/**',
            'test/check/{fault-matrix,nth-call-faults,connection-faults}.test.ts',
            ALONE,
          ],
        },
      },
      { test: { ...SHARED, name: 'alone', isolate: true, include: [ALONE] } },
    ],
  },
});
