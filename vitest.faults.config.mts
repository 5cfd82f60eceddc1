import { defineConfig } from 'vitest/config';
import { SHARED } from './vitest.config.mts';

/** The fault matrix, in a run of its own: it takes as long as a third of all other tests. */
export default defineConfig({
  test: {
    ...SHARED,
    include: ['test/check/{fault-matrix,nth-call-faults,connection-faults}.test.ts'],
  },
});
