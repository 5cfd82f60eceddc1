import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/interop/**',
      'test/skypilot-release/**',
      'test/check/{fault-matrix,nth-call-faults,connection-faults}.test.ts',
    ],
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
  },
});
