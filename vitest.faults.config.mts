import { defineConfig } from 'vitest/config';
import shared from './vitest.config.mts';

/** The fault matrix, in a run of its own: it takes as long as a third of all other tests. */
export default defineConfig({
  test: {
    ...shared.test,
    include: ['test/check/{fault-matrix,nth-call-faults,connection-faults}.test.ts'],
    exclude: [],
  },
});
