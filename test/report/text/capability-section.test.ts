import { expect, it } from 'vitest';
import { shortResource } from '../../../src/report/short-resource.ts';
import { capabilityTable, everyRequirement, tally } from '../../../src/report/text/capability-section.ts';
import { capabilityOf, reportOf, requirementOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

const denied = requirementOf({ action: 'ec2:CreateTags', decision: 'denied', explicit: false });

it('has a row for each that matters, painted by status, and the others in a line for each status', () => {
  const capabilities = [
    capabilityOf(),
    capabilityOf({ id: 'storage', status: 'disabled', requirements: [denied, requirementOf()] }),
    capabilityOf({ id: 'spot', status: 'unknown', requirements: [requirementOf({ decision: 'unknown' })] }),
    capabilityOf({ id: 'ports' }),
    capabilityOf({ id: 'efa', status: 'disabled' }),
    capabilityOf({ id: 'ssm', status: 'unknown' }),
    capabilityOf({ id: 'quota-check' }),
  ];
  const label = (text: string) => text.padEnd(16);
  expect(capabilityTable(reportOf({ capabilities, asked: ['compute', 'spot'] }), MARKED)).toEqual([
    '<bold>Capabilities</bold>',
    `  <good>${label('✓ compute')}</good> 1 of 1 allowed (1 simulated)`,
    `  <warn>${label('! storage')}</warn> 1 of 2 allowed (1 simulated), 1 denied; ec2:CreateTags is denied by AWS, which`,
    `${' '.repeat(19)}does not say why.`,
    `  <warn>${label('? spot')}</warn> 0 of 1 allowed, 1 not tested`,
    '  <good>✓</good> not asked for, enabled: ports, quota-check',
    '  <dim>-</dim> not asked for, denied: efa',
    '  <warn>?</warn> not asked for, not tested: ssm',
  ]);
});

it('is not there where nothing was looked at', () => {
  const requirements = [requirementOf({ decision: 'unknown', evidence: null })];
  expect(capabilityTable(reportOf({ capabilities: [capabilityOf({ requirements })] }), PLAIN)).toEqual([]);
});

it('has every requirement with -vv', () => {
  const requirements = [
    requirementOf(),
    requirementOf({
      action: 's3:ListAllMyBuckets',
      resourcePattern: '*',
      decision: 'likely',
      evidence: 'inferred',
      reason: 'it is in use',
    }),
    requirementOf({ decision: 'denied', evidence: 'dry-run', reason: 'an SCP denies it', source: 'code' }),
    requirementOf({ decision: 'unknown', evidence: null, reason: 'nobody asked' }),
  ];
  expect(everyRequirement(reportOf({ capabilities: [capabilityOf({ requirements })] }), MARKED)).toEqual([
    '<bold>Capabilities</bold>',
    `  <good>${'✓ compute'.padEnd(16)}</good> 2 of 4 allowed (1 simulated, 1 inferred), 1 denied, 1 not tested`,
    '      <good>✓</good> ec2:RunInstances on instance/*',
    '<dim>          simulation: the simulator allows it</dim>',
    '      <good>~</good> s3:ListAllMyBuckets on *',
    '<dim>          inferred: it is in use</dim>',
    "      <bad>✗</bad> ec2:RunInstances on instance/* (not in the policy on SkyPilot's AWS page)",
    '<dim>          dry-run: an SCP denies it</dim>',
    '      <warn>?</warn> ec2:RunInstances on instance/*',
    '<dim>          no evidence: nobody asked</dim>',
  ]);
});

it('breaks a long requirement', () => {
  const requirement = requirementOf({
    action: `ec2:${'A'.repeat(60)}`,
    resourcePattern: `arn:aws:ec2:*:1:${'b'.repeat(40)}`,
  });
  const lines = everyRequirement(
    reportOf({ capabilities: [capabilityOf({ requirements: [requirement] })] }),
    PLAIN,
  );
  expect(lines.slice(2, 4)).toEqual([`      ✓ ec2:${'A'.repeat(60)} on`, `        ${'b'.repeat(40)}`]);
});

it('counts decisions by what they rest on', () => {
  const requirements = [
    requirementOf(),
    requirementOf({ evidence: 'read' }),
    requirementOf({ evidence: 'dry-run' }),
    requirementOf({ evidence: 'policy' }),
    requirementOf(),
    requirementOf({ decision: 'likely', evidence: 'inferred' }),
    requirementOf({ decision: 'denied', evidence: null }),
    requirementOf({ decision: 'unknown', evidence: 'simulation' }),
  ];
  expect(tally(requirements)).toBe(
    '6 of 8 allowed (2 simulated, 1 real call, 1 dry run, 1 by policy, 1 inferred), 1 denied, 1 not tested',
  );
  expect(tally([])).toBe('0 of 0 allowed');
});

it.each([
  ['arn:aws:ec2:*:111122223333:instance/*', 'instance/*'],
  ['arn:aws:s3:::bucket:with:colons', 'bucket:with:colons'],
  ['*', '*'],
])('the resource of %s is %s', (pattern, resource) => {
  expect(shortResource(pattern)).toBe(resource);
});
