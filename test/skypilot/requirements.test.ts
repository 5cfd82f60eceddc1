import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { CAPABILITIES, REQUIREMENTS } from '../../src/skypilot/requirements.ts';

const scope = { partition: 'aws', region: 'us-east-1', account: '111122223333', role: 'skypilot-v1' };

interface DocumentedStatement {
  readonly block: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** The statements of the AWS page's policy, kept as data beside this test. */
const documented: readonly DocumentedStatement[] = JSON.parse(
  readFileSync(new URL('documented-policy.json', import.meta.url), 'utf8'),
);

/** Whether a pattern with stars covers an ARN. */
function covers(pattern: string, text: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 'i').test(text);
}

describe('REQUIREMENTS', () => {
  const permissions = expandPermissions(scope);

  it('have unique ids and known capabilities', () => {
    const ids = REQUIREMENTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const capabilities = new Set(REQUIREMENTS.map(({ capability }) => capability));
    expect([...capabilities].sort()).toEqual(CAPABILITIES.map(({ id }) => id).sort());
  });

  it.each(documented)(
    'ask for every action and resource of the documented statement %j',
    ({ actions, resources }) => {
      for (const action of actions) {
        for (const resource of resources) {
          const found = permissions.some(
            (permission) =>
              permission.requirement.source.kind === 'documented' &&
              covers(action, permission.requirement.action) &&
              (covers(resource, permission.resource) || permission.resource === '*'),
          );
          expect(found, `${action} on ${resource}`).toBe(true);
        }
      }
    },
  );

  it('call documented only what a documented statement allows', () => {
    for (const permission of permissions.filter(
      ({ requirement }) => requirement.source.kind === 'documented',
    )) {
      const allowed = documented.some(
        ({ actions, resources }) =>
          actions.some((action) => covers(action, permission.requirement.action)) &&
          resources.some((resource) => covers(resource, permission.resource)),
      );
      expect(allowed, `${permission.requirement.action} on ${permission.resource}`).toBe(true);
    }
  });

  it('call known from code what no statement of its capability documents', () => {
    const code = permissions.filter(({ requirement }) => requirement.source.kind === 'code');
    expect(code.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'compute/ec2:CreateTags#security-group@security-group',
        'compute/ec2:CreateTags#volume@volume',
        'auto-role/iam:PutRolePolicy@role',
      ]),
    );
    for (const permission of code) {
      const allowed = documented.some(
        ({ actions, resources, block }) =>
          block !== 's3' &&
          actions.some((action) => covers(action, permission.requirement.action)) &&
          resources.some((resource) => resource !== '*' && covers(resource, permission.resource)),
      );
      expect(allowed, permission.id).toBe(false);
    }
  });
});
