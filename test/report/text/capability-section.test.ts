import { expect, it } from 'vitest';
import { capabilitySection, shortResource, tally } from '../../../src/report/text/capability-section.ts';
import { capabilityOf, reportOf, requirementOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

it('has a row for each capability, painted by status', () => {
  const capabilities = [
    capabilityOf(),
    capabilityOf({ id: 'spot', status: 'disabled', title: 'Spot instances', required: true }),
    capabilityOf({ id: 'ports', status: 'unknown', title: 'Open ports', requirements: [] }),
  ];
  expect(capabilitySection(reportOf({ capabilities }), false, MARKED)).toEqual([
    '<bold>Capabilities</bold>',
    `  <good>${'✓ compute        enabled'.padEnd(25)}</good> Launch instances: 1 allowed (1 simulation)`,
    `  <bad>${'✗ spot           disabled'.padEnd(25)}</bad> Spot instances (required): 1 allowed (1 simulation)`,
    `  <warn>${'? ports          unknown'.padEnd(25)}</warn> Open ports:`,
  ]);
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
  expect(
    capabilitySection(reportOf({ capabilities: [capabilityOf({ requirements })] }), true, MARKED).slice(-8),
  ).toEqual([
    '      <good>✓</good> ec2:RunInstances on instance/*',
    '<dim>          simulation: the simulator allows it</dim>',
    '      <good>~</good> s3:ListAllMyBuckets on *',
    '<dim>          inferred: it is in use</dim>',
    '      <bad>✗</bad> ec2:RunInstances on instance/* (beyond the documented policy)',
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
  const lines = capabilitySection(
    reportOf({ capabilities: [capabilityOf({ requirements: [requirement] })] }),
    true,
    PLAIN,
  );
  expect(lines.slice(2, 4)).toEqual([`      ✓ ec2:${'A'.repeat(60)} on`, `        ${'b'.repeat(40)}`]);
});

it('counts decisions by what they rest on', () => {
  const requirements = [
    requirementOf(),
    requirementOf({ evidence: 'read' }),
    requirementOf(),
    requirementOf({ decision: 'likely', evidence: 'inferred' }),
    requirementOf({ decision: 'denied', evidence: null }),
    requirementOf({ decision: 'unknown', evidence: 'simulation' }),
  ];
  expect(tally(requirements)).toBe(
    '3 allowed (2 simulation, 1 read), 1 likely (1 inferred), 1 denied, 1 unknown',
  );
});

it.each([
  ['arn:aws:ec2:*:111122223333:instance/*', 'instance/*'],
  ['arn:aws:s3:::bucket:with:colons', 'bucket:with:colons'],
  ['*', '*'],
])('the resource of %s is %s', (pattern, resource) => {
  expect(shortResource(pattern)).toBe(resource);
});
