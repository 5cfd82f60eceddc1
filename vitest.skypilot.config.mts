import { defineConfig } from 'vitest/config';

/** Tests against SkyPilot's own code; they need the Python that `scripts/skypilot-python.sh` makes. */
export default defineConfig({
  test: {
    include: ['test/skypilot-release/**/*.test.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    maxConcurrency: 2,
  },
});
