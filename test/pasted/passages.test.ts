import { describe, expect, it } from 'vitest';
import { denialsIn } from '../../src/pasted/passages.ts';

const USER = 'arn:aws:iam::111122223333:user/dev';
const denied = (action: string, resource: string, why = '') =>
  `User: ${USER} is not authorized to perform: ${action} on resource: ${resource}${why}`;
const NO_ALLOW = (action: string) => ` because no identity-based policy allows the ${action} action`;

describe('the denials of a text', () => {
  it('are found one by one, each once, with the reason of each', () => {
    const log = [
      'I 11-30 12:00:00 provisioner.py:1] starting',
      `An error occurred (AccessDenied) when calling the PassRole operation: ${denied('iam:PassRole', '*', NO_ALLOW('iam:PassRole'))}`,
      `again: ${denied('iam:PassRole', '*', NO_ALLOW('iam:PassRole'))}`,
      `You are not authorized to perform this operation. ${denied('ec2:RunInstances', 'arn:aws:ec2:us-east-1:111122223333:volume/*', ' with an explicit deny in a service control policy')}`,
      'the end',
    ].join('\n');
    expect(denialsIn(log)).toEqual([
      {
        actor: USER,
        action: 'iam:PassRole',
        resource: '*',
        cause: { kind: 'missing-allow', in: 'identity' },
      },
      {
        actor: USER,
        action: 'ec2:RunInstances',
        resource: 'arn:aws:ec2:us-east-1:111122223333:volume/*',
        cause: { kind: 'explicit-deny', in: 'scp', statements: [] },
      },
    ]);
  });

  it('may be a bare message with something encoded, or that alone', () => {
    const encoded = 'Ab0_-'.repeat(40);
    const only = { cause: { kind: 'unexplained' }, encodedMessage: encoded };
    expect(
      denialsIn(
        `You are not authorized to perform this operation. Encoded authorization failure message: ${encoded}`,
      ),
    ).toEqual([only]);
    expect(denialsIn(`${encoded}\n`)).toEqual([only]);
  });

  it.each([
    ['as AWS decodes it', (text: string) => text],
    ['as the CLI frames it', (text: string) => JSON.stringify({ DecodedMessage: text })],
  ])('may be a document, %s', (_name, frame) => {
    const document = JSON.stringify({
      allowed: false,
      explicitDeny: true,
      matchedStatements: { items: [{ statementId: 'NoGpu', effect: 'DENY' }] },
      context: {
        principal: { id: 'AIDA', arn: USER },
        action: 'ec2:RunInstances',
        resource: 'arn:aws:ec2:us-east-1:111122223333:instance/*',
      },
    });
    expect(denialsIn(frame(document))).toEqual([
      {
        actor: USER,
        action: 'ec2:RunInstances',
        resource: 'arn:aws:ec2:us-east-1:111122223333:instance/*',
        cause: { kind: 'explicit-deny', statements: [{ sid: 'NoGpu', conditions: [], resources: [] }] },
      },
    ]);
  });

  it.each([
    '',
    'all is well',
    '{"a": 1}',
    '{',
    'You are not authorized to perform this operation.',
    'not authorized to perform: nonsense',
  ])('are none in %j', (text) => {
    expect(denialsIn(text)).toEqual([]);
  });
});
