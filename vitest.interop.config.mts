import { defineConfig } from 'vitest/config';

/** Tests against other people's clients and servers (boto3, AWS CLI, moto); they need python3 with those packages. */
export default defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
