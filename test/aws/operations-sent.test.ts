import { describe, expect, it } from 'vitest';
import { ALLOWED_OPERATIONS } from '../../src/aws/read-only-guard.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { scenarioOf, shipped } from '../sandbox/support.ts';

const ACCOUNT = '"111122223333"';

/** Launches are denied, and only a decoded message tells why. */
const ENCODED = scenarioOf(`
description: for a test
accounts:
  - id: ${ACCOUNT}
    users: [{ name: dev, policies: [AdministratorAccess] }]
faults:
  - kind: error
    service: ec2
    operation: RunInstances
    code: UnauthorizedOperation
    status: 403
    message: "You are not authorized to perform this operation. Encoded authorization failure message: ${'x'.repeat(60)}"
home:
  profiles: [{ name: default, user: dev, region: us-east-1 }]
`);

const WEB_IDENTITY = scenarioOf(`
description: for a test
accounts:
  - id: ${ACCOUNT}
    roles:
      - name: ci
        policies: [AdministratorAccess]
        trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Federated: "*" }, Action: "sts:AssumeRoleWithWebIdentity" }] }
machine: { kind: web-identity, account: ${ACCOUNT}, role: ci }
home: {}
`);

/** With a bucket, which the account has. */
const TASK = {
  ...{ file: 'task.yaml', isMadeUp: false, purpose: undefined },
  text: 'file_mounts: { /data: "s3://example-training-data" }',
  flags: { envs: new Map(), secrets: new Map() },
};

describe('the list of operations', () => {
  it('has nothing that no check sends', async () => {
    const checks = [
      await checkScenario(shipped('admin'), { quotas: true }),
      await checkScenario(shipped('sso')),
      await checkScenario(shipped('sso-renewable')),
      await checkScenario(shipped('aws-login')),
      await checkScenario(shipped('many-profiles'), { profile: 'launcher' }),
      await checkScenario(shipped('admin'), { task: TASK }),
      await checkScenario(shipped('minimal')),
      await checkScenario(ENCODED),
      await checkScenario(WEB_IDENTITY),
    ];
    const sent = new Set(
      checks.flatMap(({ sandbox }) =>
        sandbox.requests().map(({ service, operation }) => `${service}:${operation}`),
      ),
    );
    const listed = ALLOWED_OPERATIONS.map(({ service, operation }) => `${service}:${operation}`);
    expect(listed.filter((name) => !sent.has(name.replace('service-quotas', 'servicequotas')))).toEqual([]);
  });
});
