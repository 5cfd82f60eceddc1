import { describe, expect, it } from 'vitest';
import { policyFor } from '../../src/skypilot/policy-document.ts';
import { ACCOUNT, allow, codes, deny, policy, problemsOf, reportFor, source, statuses } from './support.ts';

const scope = { partition: 'aws', account: ACCOUNT, role: 'skypilot-v1' };
const compute = JSON.stringify(policyFor(['compute'], scope, false));
const storage = JSON.stringify(policyFor(['storage'], scope, false), null, 2);

const resource = (type: string, values: object, name = 'sky') => ({
  address: `${type}.${name}`,
  mode: type.endsWith('_document') ? 'data' : 'managed',
  type,
  name,
  values,
});

/** What `terraform show -json` prints of a plan. */
const plan = (resources: readonly object[], more: object = {}) =>
  source(
    JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.9.5',
      planned_values: { root_module: { resources } },
      ...more,
    }),
    'plan.json',
  );

/** The same of a state. */
const state = (module: object) =>
  source(
    { format_version: '1.0', terraform_version: '1.9.5', values: { root_module: module } },
    'state.json',
  );

describe("Terraform's JSON", () => {
  it.each([
    ['aws_iam_policy', { policy: compute }],
    ['aws_iam_role_policy', { role: 'r', policy: compute }],
    ['aws_iam_user_policy', { user: 'u', policy: compute }],
    ['aws_iam_group_policy', { group: 'g', policy: compute }],
    [
      'aws_iam_role',
      { name: 'r', assume_role_policy: '{}', inline_policy: [{ name: 'x', policy: compute }] },
    ],
    ['aws_ssoadmin_permission_set_inline_policy', { inline_policy: compute }],
  ])('holds the policy of %s', (type, values) => {
    const report = reportFor(plan([resource(type, values)]));
    expect(report.enabled).toEqual(['compute']);
    expect(report.policyCheck?.documents[0]?.name).toMatch(`plan.json ${type}.sky`);
  });

  it('is read in modules, too, and all together', () => {
    const report = reportFor(
      state({
        resources: [resource('aws_iam_policy', { policy: compute })],
        child_modules: [{ resources: [resource('aws_iam_policy', { policy: storage }, 'files')] }],
      }),
    );
    expect(report.enabled).toEqual(['compute', 'storage']);
    expect(report.findings.find(({ code }) => code === 'policies-taken-together')).toMatchObject({
      severity: 'info',
      detail:
        'state.json holds 2 policies: aws_iam_policy.sky, aws_iam_policy.files. They are evaluated as if one identity had them all.',
    });
  });

  it('is a warning where the policies belong to different identities', () => {
    const report = reportFor(
      plan([
        resource('aws_iam_user_policy', { user: 'ann', policy: compute }),
        resource('aws_iam_role_policy', { role: 'job', policy: storage }),
      ]),
    );
    const found = report.findings.find(({ code }) => code === 'policies-taken-together');
    expect(found?.severity).toBe('warning');
    expect(found?.detail).toContain('(user ann, role job)');
  });

  it('has documents of data sources where no resource has one, trust policies aside', () => {
    const trust = JSON.stringify(policy({ ...deny('sts:AssumeRole'), Principal: '*' }));
    const data = [
      resource('aws_iam_policy_document', { json: compute }),
      resource('aws_iam_policy_document', { json: trust }, 'trust'),
    ];
    const report = reportFor(plan([], { prior_state: { values: { root_module: { resources: data } } } }));
    expect(report.enabled).toEqual(['compute']);
    expect(report.policyCheck?.documents).toHaveLength(1);
  });

  it('leaves everything open where a policy is known only after apply', () => {
    const address = 'aws_iam_policy.sky';
    const report = reportFor(
      plan([resource('aws_iam_policy', { name: 'sky' })], {
        resource_changes: [{ address, change: { after_unknown: { policy: true } } }],
      }),
    );
    expect(new Set(Object.values(statuses(report)))).toEqual(new Set(['unknown']));
    const found = report.findings.find(({ code }) => code === 'policy-value-not-known-yet');
    expect(found?.detail).toMatch(/^plan\.json:1:\d+: aws_iam_policy\.sky\.policy \(known after apply\)\.$/);
    expect(codes(report)).not.toContain('policy-condition-undecided');
  });

  describe('with a boundary or an attachment that is known only after apply', () => {
    const all = JSON.stringify(policy(allow('*')));
    const user = {
      ...resource('aws_iam_user', { name: 'sky' }),
      address: 'module.a[0].aws_iam_user.sky["x"]',
    };
    const change = (attribute: string, address = user.address) => ({
      resource_changes: [{ address, change: { after_unknown: { [attribute]: true } } }],
    });
    const inModule = (...resources: readonly object[]) => ({
      planned_values: { root_module: { child_modules: [{ resources }] } },
    });
    const granted = {
      ...resource('aws_iam_policy', { policy: all }),
      address: 'module.a[0].aws_iam_policy.sky',
    };
    const bound = {
      ...resource('aws_iam_policy', { policy: compute }, 'bound'),
      address: 'aws_iam_policy.bound',
    };
    /** The configuration in which the module hands its variable on, and the root gives it a policy of its own. */
    const configuration = {
      root_module: {
        module_calls: {
          a: {
            expressions: { limit: { references: ['aws_iam_policy.bound.arn', 'aws_iam_policy.bound'] } },
            module: {
              resources: [
                {
                  address: 'aws_iam_user.sky',
                  expressions: { permissions_boundary: { references: ['var.limit'] } },
                },
              ],
            },
          },
        },
      },
    };

    it.each([
      ['without a configuration', undefined],
      [
        'of another stack',
        {
          root_module: {
            module_calls: {
              a: {
                expressions: { limit: { references: ['data.x.y'] } },
                module: configuration.root_module.module_calls.a.module,
              },
            },
          },
        },
      ],
    ])('a boundary leaves open what is allowed: %s', (_name, known) => {
      const report = reportFor(
        plan([], {
          ...inModule(user, granted),
          ...change('permissions_boundary'),
          ...(known === undefined ? {} : { configuration: known }),
        }),
      );
      expect(report.verdict).toBe('undecided');
      expect(report.findings.find(({ code }) => code === 'policy-value-not-known-yet')?.detail).toContain(
        'module.a[0].aws_iam_user.sky["x"].permissions_boundary (known after apply)',
      );
    });

    it('a boundary that the plan makes is the boundary, through variables of modules', () => {
      const report = reportFor(
        plan([], {
          planned_values: {
            root_module: { resources: [bound], child_modules: [{ resources: [user, granted] }] },
          },
          ...change('permissions_boundary'),
          configuration,
        }),
      );
      expect(report.enabled).toEqual(['compute']);
    });

    it('an attached policy that the plan makes is known, and any other leaves all open', () => {
      const attachment = resource('aws_iam_user_policy_attachment', { user: 'sky' }, 'a');
      const made = resource('aws_iam_policy', { policy: compute });
      const attached = (reference: string) =>
        reportFor(
          plan([made, attachment], {
            ...change('policy_arn', attachment.address),
            configuration: {
              root_module: {
                resources: [
                  {
                    address: attachment.address,
                    expressions: { policy_arn: { references: [`${reference}.arn`, reference] } },
                  },
                ],
              },
            },
          }),
        );
      expect(attached('aws_iam_policy.sky').verdict).toBe('ready');
      expect(codes(attached('module.other'))).toContain('policy-value-not-known-yet');
    });
  });

  it('is read from a state file itself', () => {
    const instances = [{ attributes: { policy: compute } }];
    const file = source(
      {
        version: 4,
        terraform_version: '1.9.5',
        resources: [{ mode: 'managed', type: 'aws_iam_policy', name: 'sky', instances }],
      },
      'terraform.tfstate',
    );
    expect(reportFor(file).enabled).toEqual(['compute']);
  });

  it('gives the service control policies to --scp only', () => {
    const scp = JSON.stringify(policy(deny('ec2:*')));
    const file = plan([
      resource('aws_iam_policy', { policy: JSON.stringify(policy(allow('*'))) }),
      resource('aws_organizations_policy', { content: scp }),
    ]);
    expect(reportFor(file).enabled).toEqual(['compute', 'storage']);
    expect(reportFor(file, { serviceControl: [file] }).enabled).toEqual(['storage']);
  });

  it('has the place of a mistake, outside and inside the text', () => {
    const [cut] = problemsOf(plan([resource('aws_iam_policy', { policy: '{\n "Statement": ' })]));
    expect(cut).toMatch(
      /^plan\.json:1:\d+: .* \(in the policy of aws_iam_policy\.sky, line 2, column 15\)\.$/,
    );
    const [wrong] = problemsOf(plan([resource('aws_iam_policy', { policy: JSON.stringify(policy({})) })]));
    expect(wrong).toContain('in the policy of aws_iam_policy.sky, line 1, column');
  });
});
