import { describe, expect, it } from 'vitest';
import { decidePermissions } from '../../src/permissions/decide.ts';
import type { Evidence, Layer } from '../../src/permissions/decision.ts';
import {
  blockedTexts,
  grantsOf,
  permissionsLeftOpen,
  permissionsToGrant,
} from '../../src/permissions/grants-to-add.ts';
import { CAPABILITIES } from '../../src/skypilot/requirements.ts';
import { statementsFor } from '../../src/skypilot/statements.ts';
import { deniedIn } from './denials.ts';
import { NEEDS } from './fixtures.ts';

const deny = (layer: Layer): Evidence => deniedIn(layer, 'dry-run');
const allowed: Evidence = { kind: 'dry-run', decision: 'allowed', reason: 'x' };

function decided(of: (id: string) => Evidence | undefined) {
  const allEvidence = new Map(
    NEEDS.flatMap(({ id }) => [[id, of(id)] as const]).filter(
      (entry): entry is [string, Evidence] => entry[1] !== undefined,
    ),
  );
  return decidePermissions(NEEDS, [allEvidence], 'nobody asked');
}

const IMAGE_COPY = 'clone-disk/ec2:CopyImage@own-image';

describe('what to grant', () => {
  it('is what is denied, and of the same action what is undecided', () => {
    const permissions = decided((id) => (id === IMAGE_COPY ? deny('no-allow') : undefined)).filter(
      ({ permission }) => permission.requirement.capability === 'clone-disk',
    );
    expect(permissionsToGrant(permissions).map(({ permission }) => permission.id)).toEqual([
      IMAGE_COPY,
      'clone-disk/ec2:CopyImage@snapshot',
    ]);
    expect(permissionsLeftOpen(permissions).map(({ permission }) => permission.requirement.action)).toEqual([
      'ec2:CreateImage',
      'ec2:CreateImage',
      'ec2:CreateImage',
      'ec2:DeregisterImage',
    ]);
  });

  it('is nothing where another layer denies', () => {
    const permissions = decided((id) => (id === IMAGE_COPY ? deny('scp') : allowed));
    expect(permissionsToGrant(permissions)).toEqual([]);
    expect(permissionsLeftOpen(permissions)).toEqual([]);
  });

  it.each(CAPABILITIES.map(({ id }) => id))('%s: names no other account, partition or role', (capability) => {
    const permissions = decided(() => deny('no-allow')).filter(
      ({ permission }) => permission.requirement.capability === capability,
    );
    const text = JSON.stringify(statementsFor(grantsOf(permissionsToGrant(permissions))));
    expect(text).not.toContain('${');
    for (const [arn] of text.matchAll(/arn:[^"]*/g)) {
      expect(arn).toMatch(
        /^arn:aws:(ec2|ssm):\*:(111122223333)?:|^arn:aws:s3:::|^arn:aws:iam::111122223333:(role|instance-profile)\/skypilot-v1$/,
      );
    }
    for (const { permission } of permissions) expect(text).toContain(`"${permission.requirement.action}"`);
  });
});

describe('whom to ask', () => {
  it.each([
    ['scp', /service control policy.*administrators of the organization/],
    ['permissions-boundary', /permissions boundary.*widen the boundary/],
    ['session-policy', /policy of this session.*wider policy/],
    ['explicit-deny', /Deny statement.*statement that denies/],
  ] as const)('%s', (layer, text) => {
    const texts = blockedTexts(decided((id) => (id === IMAGE_COPY ? deny(layer) : allowed)));
    expect(texts).toEqual([expect.stringMatching(text)]);
    expect(texts[0]).toContain('ec2:CopyImage');
    expect(texts[0]).toContain('Adding a statement to this identity will not help');
  });

  it.each(['no-allow', 'unknown'] as const)('nobody: %s', (layer) => {
    expect(blockedTexts(decided(() => deny(layer)))).toEqual([]);
  });
});
