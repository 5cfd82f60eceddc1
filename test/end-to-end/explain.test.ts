import { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { FINDING_CODES } from '../../src/findings/registry.ts';
import { TOPICS } from '../../src/findings/topics.ts';
import { CAPABILITY_IDS, REQUIREMENTS } from '../../src/skypilot/requirements.ts';
import { clientsOf, failure, scenarioOf, started } from '../sandbox/support.ts';
import { homeOf, type RunOptions, skycheck, temporaryHome } from './support/skycheck.ts';

const fine = async (args: readonly string[], options: RunOptions = {}) => {
  const { status, stdout, stderr } = await skycheck(['explain', ...args], options);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

it('lists topics and capabilities on one screen, and every code with all', async () => {
  const topics = await fine([]);
  expect(topics.split('\n').length).toBeLessThanOrEqual(32);
  for (const { name } of TOPICS) expect(topics).toContain(`  ${name} `);
  for (const id of CAPABILITY_IDS) expect(topics).toContain(id);
  const all = await fine(['all']);
  for (const code of FINDING_CODES) expect(all).toContain(`  ${code} (`);
});

it('every topic has its page, and every finding is on one', async () => {
  const pages = await Promise.all(TOPICS.map(({ name }) => fine([name.replace(' ', '-')])));
  const codes = pages.flatMap((page) => [
    ...page.matchAll(/^ {2}([a-z0-9-]+) \((?:error|warning|info)\)$/gm),
  ]);
  expect(codes.map(([, code]) => code).sort()).toEqual(FINDING_CODES);
});

it('every capability has a page with its permissions', async () => {
  for (const id of CAPABILITY_IDS) {
    const page = await fine([id]);
    for (const { action } of REQUIREMENTS.filter(({ capability }) => capability === id)) {
      expect(page).toContain(action);
    }
    expect(page).toContain(`skycheck policy generate --with ${id}`);
  }
});

it('has the fix for this machine where its files show the finding', async () => {
  const home = await temporaryHome({
    '.aws/credentials': '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n',
  });
  const page = await fine(['partial-credentials'], { home });
  expect(page).toMatch(/On this machine, now:\n(.|\n)*credentials:\d+(.|\n)*To fix it:/);
  expect(await fine(['partial-credentials'])).toMatch(/On this machine: not found in its files/);
});

it('reads a log', async () => {
  const stdin = [
    'An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/dev is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1:111122223333:volume/* with an explicit deny in a service control policy: arn:aws:organizations::999988887777:policy/o-abc/service_control_policy/p-123.',
    'An error occurred (VcpuLimitExceeded) when calling the RunInstances operation: no more',
  ].join('\n');
  await expect(await fine(['-', '--offline'], { stdin })).toMatchFileSnapshot('expected/explain-log.txt');
});

it('has AWS decode what is encoded', async () => {
  const sandbox = await started(
    scenarioOf(`
description: encoded denials
messages: encoded
accounts:
  - id: "111122223333"
    users:
      - name: dev
        inline:
          own:
            Version: "2012-10-17"
            Statement:
              - { Effect: Allow, Action: "*", Resource: "*" }
              - { Sid: NoLaunch, Effect: Deny, Action: "ec2:TerminateInstances", Resource: "*" }
home:
  profiles: [{ name: default, user: dev, region: us-east-1 }]
`),
  );
  const { ec2 } = clientsOf(sandbox);
  const { message } = await failure(
    ec2.send(new TerminateInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'], DryRun: true })),
  );
  expect(message).toContain('Encoded authorization failure message: ');
  const page = await fine(['-'], { ...(await homeOf(sandbox)), stdin: message });
  expect(page).toContain('statement "NoLaunch"');
  expect(page).toContain('Denied: ec2:TerminateInstances');
  expect(await fine(['-', '--offline'], { stdin: message })).toContain(
    'aws sts decode-authorization-message',
  );
});

it.each([
  ['', 'Standard input is empty.'],
  ['all is well', 'There is no denial in this text'],
])('says of %j what is wrong with it', async (stdin, message) => {
  const { status, stdout, stderr } = await skycheck(['explain', '-', '--offline'], { stdin });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});
