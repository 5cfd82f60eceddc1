import type { KnipConfig } from 'knip';

/**
 * Dead code. The first run looks at everything; the second (`--production`) at the program without its tests, and finds
 * what only tests use. What a file uses itself may be exported for a test, so it is not reported there.
 */
export default function config({ production }: { readonly production?: boolean }): KnipConfig {
  return {
    entry: [
      'src/cli/main.ts!',
      'src/cli/library.ts!',
      'src/cli/man-page.ts!',
      'bin/*.js!',
      'scripts/*.mjs',
      'scripts/mutation/runner.mjs',
      'test/interop/**/*.test.ts',
      'test/skypilot-release/**/*.test.ts',
    ],
    project: ['src/**/*.ts!', 'bin/*.js!', 'test/**/*.ts', 'scripts/**/*.mjs'],
    ignoreExportsUsedInFile: production === true || { interface: true, type: true },
    ignoreBinaries: ['mkfifo', 'script', 'fish'],
    // The schema of SARIF in it is read.
    ignoreDependencies: production === true ? [] : ['@microsoft/jest-sarif'],
  };
}
