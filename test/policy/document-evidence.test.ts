import { expect, it } from 'vitest';
import { addedPolicies } from '../../src/policy/added-policies.ts';
import { addedEvidence, documentEvidence } from '../../src/policy/document-evidence.ts';
import { PERMISSIONS, SCOPE } from '../permissions/fixtures.ts';
import { allow, policy } from '../sandbox/support.ts';

const QUESTION = { permissions: PERMISSIONS, scope: SCOPE, now: 0 };
const isLaunch = (id: string) => id.includes('ec2:StopInstances');

function added(document: object) {
  const read = addedPolicies([{ name: 'fix.json', text: JSON.stringify(document) }]);
  if (read.kind === 'refused') throw new Error(read.problems.join());
  return addedEvidence(read.policies, QUESTION);
}

it('is what a document allows by itself', () => {
  const evidence = documentEvidence(policy(allow('ec2:StopInstances')), QUESTION);
  const allowed = [...evidence].filter(([, { decision }]) => decision === 'allowed').map(([id]) => id);
  expect(allowed.length).toBeGreaterThan(0);
  expect(allowed.every(isLaunch)).toBe(true);
});

it('is nothing where IAM would not take the document', () => {
  expect(documentEvidence({ Statement: [{ Effect: 'Perhaps' }] }, QUESTION).size).toBe(0);
});

it('of policies that are only added is likely, for other layers were not asked, and of the rest nothing is said', () => {
  const found = added(policy(allow('ec2:StopInstances')));
  expect([...found.keys()].every(isLaunch)).toBe(true);
  expect([...found.values()]).toEqual(
    [...found].map(() => ({
      kind: 'policy',
      decision: 'likely',
      reason: 'allowed by statement 1 of fix.json; other layers of policies could not be asked about',
    })),
  );
  expect(found.size).toBeGreaterThan(0);
});

it('of a Deny that is added is a denial', () => {
  const found = added(policy({ Effect: 'Deny', Action: 'ec2:StopInstances', Resource: '*' }));
  expect(new Set([...found.values()].map(({ decision }) => decision))).toEqual(new Set(['denied']));
  expect([...found.keys()].every(isLaunch)).toBe(true);
});
