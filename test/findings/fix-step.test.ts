import { describe, expect, it } from 'vitest';
import {
  ask,
  command,
  edit,
  notedCommand,
  replace,
  reportStep,
  setVariable,
  statementStep,
  unset,
} from '../../src/findings/fix-step.ts';

describe('a step', () => {
  it.each([
    [command('aws', 'configure', '--profile', 'my team'), 'command', "aws configure --profile 'my team'"],
    [notedCommand('with care', 'rm', '~/a b'), 'command', "rm ~/'a b'  # with care"],
    [unset('A', 'B'), 'command', 'unset A B'],
    [setVariable('AWS_PROFILE', 'dev'), 'command', 'export AWS_PROFILE=dev'],
    [setVariable('AWS_PROFILE', "it's"), 'command', "export AWS_PROFILE='it'\\''s'"],
    [setVariable('A', { shell: '"$B"' }), 'command', 'export A="$B"'],
    [command('rm', '~/'), 'command', 'rm ~/'],
    [command('x', ''), 'command', "x ''"],
    [command('x', '$(reboot)', '`reboot`', 'a;b'), 'command', "x '$(reboot)' '`reboot`' 'a;b'"],
    [edit({ file: '~/.aws/config', line: 3 }), 'edit', '"${EDITOR:-vi}" +3 ~/.aws/config'],
    [
      replace({ file: '~/.aws/config', line: 3 }, '[dev]', '[profile dev]'),
      'edit',
      'in ~/.aws/config:3, change [dev] to [profile dev]',
    ],
    [ask('the administrators', 'allow it.'), 'ask', 'Ask the administrators: allow it.'],
    [
      statementStep([{ Effect: 'Allow', Action: 'a:b', Resource: '*' }]),
      'statement',
      '{\n  "Effect": "Allow",\n  "Action": "a:b",\n  "Resource": "*"\n}',
    ],
  ] as const)('%j', (step, kind, text) => {
    expect(reportStep(step)).toEqual({ kind, text });
  });
});
