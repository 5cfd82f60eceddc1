import { expect, it } from 'vitest';
import { proofSentences } from '../../src/report/proof-words.ts';
import type { Report } from '../../src/report/report.ts';
import { reportOf } from './report-of.ts';

type Proof = NonNullable<Report['missingPolicyProof']>;

const whole = (grants: number, rest: Partial<Proof> = {}): Proof => ({
  evidence: 'simulation',
  grants,
  proven: grants,
  undecided: [],
  stillStopped: [],
  ...rest,
});
const on = (action: string) => ({ action, resource: '*' });
const stopped = (action: string, layer: Proof['stillStopped'][number]['layer']) => ({
  ...on(action),
  layer,
  reason: 'no identity policy allows it',
});

it.each<readonly [Proof | undefined, readonly string[]]>([
  [undefined, []],
  [whole(12), ['Proven: with it the policy simulator allows all 12 permissions.']],
  [whole(1), ['Proven: with it the policy simulator allows the permission.']],
  [whole(2, { evidence: 'policy' }), ['Evaluated here, not simulated: it allows all 2 permissions.']],
  [
    whole(5, { proven: 3, undecided: [on('ec2:RunInstances'), on('ec2:RunInstances')] }),
    [
      'Proven: with it the policy simulator allows 3 of 5 permissions.',
      'Still undecided with it: ec2:RunInstances.',
    ],
  ],
  [
    whole(1, { proven: 0, stillStopped: [stopped('s3:PutObject', 'no-allow')] }),
    [
      'The policy simulator allows nothing more with it.',
      'It does not help with s3:PutObject: no identity policy allows it.',
    ],
  ],
  [
    whole(1, { evidence: 'policy', proven: 0, stillStopped: [stopped('s3:PutObject', 'unknown')] }),
    [
      'Evaluated here, it allows nothing of what is missing.',
      'It does not help with s3:PutObject: no identity policy allows it.',
    ],
  ],
  [
    whole(4, {
      stillStopped: [
        ...['a:One', 'a:Two', 'a:Three', 'a:Four', 'a:Five'].map((action) => stopped(action, 'scp')),
        ...['b:One', 'b:Two', 'b:Three', 'b:Four'].map((action) => stopped(action, 'permissions-boundary')),
      ],
    }),
    [
      'Proven: with it the policy simulator allows all 4 permissions.',
      'It does not help against a service control policy, which stops a:One, a:Two, a:Three and 2 more.',
      'It does not help against the permissions boundary, which stops b:One, b:Two, b:Three, b:Four.',
    ],
  ],
])('says of %j', (missingPolicyProof, sentences) => {
  expect(proofSentences(reportOf(missingPolicyProof === undefined ? {} : { missingPolicyProof }))).toEqual(
    sentences,
  );
});
