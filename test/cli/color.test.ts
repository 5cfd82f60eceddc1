import { describe, expect, it } from 'vitest';
import { wantsColor } from '../../src/cli/color.ts';

describe('wantsColor', () => {
  it.each([
    ['a terminal', undefined, {}, true, true],
    ['no terminal', undefined, {}, false, false],
    ['--no-color beats FORCE_COLOR', false, { FORCE_COLOR: '1' }, true, false],
    ['--color beats NO_COLOR', true, { NO_COLOR: '1' }, false, true],
    ['NO_COLOR on a terminal', undefined, { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR says nothing', undefined, { NO_COLOR: '' }, true, true],
    ['NO_COLOR beats FORCE_COLOR', undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['NO_COLOR beats CLICOLOR_FORCE', undefined, { NO_COLOR: '1', CLICOLOR_FORCE: '1' }, false, false],
    ['FORCE_COLOR without a terminal', undefined, { FORCE_COLOR: '1' }, false, true],
    ['an empty FORCE_COLOR forces', undefined, { FORCE_COLOR: '' }, false, true],
    ['FORCE_COLOR=0', undefined, { FORCE_COLOR: '0' }, true, false],
    ['CLICOLOR_FORCE', undefined, { CLICOLOR_FORCE: '1' }, false, true],
    ['CLICOLOR_FORCE=0 says nothing', undefined, { CLICOLOR_FORCE: '0' }, false, false],
    ['CLICOLOR=0', undefined, { CLICOLOR: '0' }, true, false],
    ['TERM=dumb', undefined, { TERM: 'dumb' }, true, false],
    ['FORCE_COLOR beats TERM=dumb', undefined, { TERM: 'dumb', FORCE_COLOR: '1' }, true, true],
  ] as const)('%s', (_title, flag, env, isTerminal, expected) => {
    expect(wantsColor({ flag, env, isTerminal })).toBe(expected);
  });
});
