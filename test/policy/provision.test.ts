/** What `policy generate --format` prints: well formed, and by `policy check` as good as the document itself. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkTrust } from '../../src/check-trust.ts';
import { cloudFormationText } from '../../src/policy/provision/cloudformation-text.ts';
import { instanceTrust, type Provision } from '../../src/policy/provision/provision.ts';
import { scriptText } from '../../src/policy/provision/script-text.ts';
import { terraformText } from '../../src/policy/provision/terraform-text.ts';
import { skycheckPolicy } from '../../src/policy/skycheck-policy.ts';
import { type GeneratedPolicy, policyFor } from '../../src/skypilot/policy-document.ts';
import { CAPABILITY_IDS, type CapabilityId } from '../../src/skypilot/requirements.ts';
import { githubTrust } from '../../src/web-identity/github-trust.ts';
import { GITHUB_ISSUER, STS_AUDIENCE } from '../../src/web-identity/issuers.ts';
import { JOB, trustRequest } from '../web-identity/support.ts';
import { ACCOUNT, reportFor, source, statuses } from './support.ts';

const FORMATS = { terraform: terraformText, cloudformation: cloudFormationText, cli: scriptText };
type Format = keyof typeof FORMATS;
const NAMES = Object.keys(FORMATS) as Format[];

const scope = { partition: 'aws', account: ACCOUNT, role: 'skypilot-v1' };

/** Words that quoting must stand. */
const HARM = '$(touch x) `id` \'"\\ ${aws:username} %{if} #{x} END\nEND\n: yes';

function provision(policy: GeneratedPolicy, more: Partial<Provision> = {}): Provision {
  return {
    account: ACCOUNT,
    partition: 'aws',
    about: ['a test'],
    user: { name: 'sky', policyName: 'sky-policy', policy },
    roles: [],
    provider: undefined,
    ...more,
  };
}

const harmful: GeneratedPolicy = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'A', Effect: 'Allow', Action: ['s3:*'], Resource: [`arn:aws:s3:::${HARM}`, HARM] }],
};

const withRole = (policy: GeneratedPolicy): Provision =>
  provision(policy, {
    user: undefined,
    roles: [
      { name: 'skypilot-v1', trust: instanceTrust('aws'), policyName: 'p', policy, instanceProfile: true },
    ],
  });

describe.each(NAMES)('%s', (format) => {
  const text = FORMATS[format];

  it.each(
    CAPABILITY_IDS.map((id): readonly CapabilityId[] => [id]).concat([
      [...CAPABILITY_IDS],
      ['compute', 'spot'],
    ]),
  )('round-trips: %s %s', (...chosen) => {
    const policy = policyFor(chosen, scope, false);
    const wanted = CAPABILITY_IDS.map((id) => [id, chosen.includes(id) ? 'enabled' : 'disabled']);
    for (const made of [provision(policy), withRole(policy)]) {
      expect(statuses(reportFor(source(text(made), `made.${format}`)))).toEqual(Object.fromEntries(wanted));
    }
  });

  it('is read back as the very document', () => {
    const { documents } = reportFor(source(text(provision(harmful)))).policyCheck ?? {};
    expect(documents).toHaveLength(1);
    const found = reportFor(source(text(provision(harmful))));
    const plain = reportFor(source(JSON.stringify(harmful)));
    expect(
      found.capabilities.map(({ requirements }) => requirements.map(({ decision }) => decision)),
    ).toEqual(plain.capabilities.map(({ requirements }) => requirements.map(({ decision }) => decision)));
  });

  it('has a trust policy that admits the jobs', () => {
    const jobs = {
      owner: 'acme',
      repository: 'infra',
      ids: undefined,
      context: { kind: 'branch', name: 'main' },
    } as const;
    const trust = githubTrust({
      issuer: GITHUB_ISSUER,
      audience: STS_AUDIENCE,
      partition: 'aws',
      account: ACCOUNT,
      jobs,
    });
    const policy = policyFor(['compute'], scope, false);
    const made = provision(policy, {
      user: undefined,
      provider: { url: GITHUB_ISSUER, audience: STS_AUDIENCE },
      roles: [
        { name: 'ci', trust, policyName: 'ci', policy, instanceProfile: false },
        { name: 'skypilot-v1', trust: instanceTrust('aws'), policyName: 'p', policy, instanceProfile: true },
      ],
    });
    const decision = (sub: string) => {
      const answer = checkTrust(trustRequest(text(made), { ...JOB, sub }));
      return answer.kind === 'report' ? answer.report.exitCode : answer.problems;
    };
    expect(decision('repo:acme/infra:ref:refs/heads/main')).toBe(0);
    expect(decision('repo:acme@1/infra@2:ref:refs/heads/main')).toBe(0);
    expect(decision('repo:acme/infra:pull_request')).toBe(1);
    expect(statuses(reportFor(source(text(made)))).compute).toBe('enabled');
  });
});

describe('terraform', () => {
  it.each<[string, GeneratedPolicy]>([
    ['the policy of a user', policyFor(['compute', 'spot'], scope, false)],
    ['that of skycheck, with policy variables', skycheckPolicy(scope, [])],
    ['one with words that mean something to HCL', harmful],
  ])('is HCL by the parser of HashiCorp: %s', async (_, policy) => {
    const parsed = await parseHcl('made.tf', terraformText(provision(policy)));
    const [resource] = parsed.resource.aws_iam_policy.user;
    // What the parser does not evaluate it gives back in HCL's words.
    const [, encoded = ''] = /^\$\{jsonencode\((.*)\)\}$/s.exec(resource.policy) ?? [];
    const [local] = (await parseHcl('x.tf', `locals {\n  x = ${encoded}\n}\n`)).locals;
    const value = JSON.parse(JSON.stringify(local.x).replaceAll('$${', '${').replaceAll('%%{', '%{'));
    expect(value).toEqual(policy);
    expect(parsed.resource.aws_iam_user_policy_attachment.user[0].policy_arn).toBe(
      '${aws_iam_policy.user.arn}',
    );
  });
});

describe('cloudformation', () => {
  it('has texts that no reader of YAML 1.1 takes for something else', () => {
    const text = cloudFormationText(withRole(policyFor(['compute'], scope, false)));
    expect(text).toContain('Version: "2012-10-17"');
    expect(text).toContain('AWSTemplateFormatVersion: "2010-09-09"');
    const numbers = cloudFormationText(
      provision(harmful, { user: { name: '0123', policyName: 'on', policy: harmful } }),
    );
    expect(numbers).toContain('UserName: "0123"');
    expect(numbers).toContain('ManagedPolicyName: "on"');
  });
});

describe('cli', () => {
  /** Runs the script with an `aws` that notes what it is called with, and in which some things exist already. */
  function run(script: string, existing: readonly string[] = [], account = ACCOUNT) {
    const home = mkdtempSync(path.join(tmpdir(), 'skycheck-script-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const aws = path.join(home, 'aws');
    writeFileSync(
      aws,
      `#!/bin/bash
if [ "$1 $2" = "sts get-caller-identity" ]; then echo ${account}; exit; fi
case "$2" in get-*) case " ${existing.join(' ')} " in *" $2 "*) exit 0;; esac; exit 254;; esac
printf '%s\\n' "$*" >> "${home}/calls"
for word in "$@"; do case "$word" in file://*) cat "\${word#file://}" >> "${home}/documents"; echo "" >> "${home}/documents";; esac; done
`,
    );
    chmodSync(aws, 0o755);
    const file = path.join(home, 'made.sh');
    writeFileSync(file, script);
    const read = (name: string) => {
      try {
        return readFileSync(path.join(home, name), 'utf8');
      } catch {
        return '';
      }
    };
    const env = { PATH: `${home}:/usr/bin:/bin`, HOME: home };
    let status = 0;
    try {
      execFileSync('bash', ['-n', file], { env });
      execFileSync('bash', [file], { env, cwd: home, stdio: 'pipe' });
    } catch (error) {
      status = error instanceof Error && 'status' in error ? Number(error.status) : 99;
    }
    return {
      status,
      calls: read('calls')
        .split('\n')
        .filter(Boolean)
        .map((call) => call.split(' ').slice(1, 4).join(' ')),
      documents: read('documents'),
      left: read('x'),
    };
  }

  const script = scriptText({ ...withRole(harmful), user: provision(harmful).user });

  it('makes everything, with the documents as they are', () => {
    const { status, calls, documents, left } = run(script);
    expect({ status, left }).toEqual({ status: 0, left: '' });
    expect(calls).toEqual([
      'create-user --user-name sky',
      'create-policy --policy-name sky-policy',
      'attach-user-policy --user-name sky',
      'create-role --role-name skypilot-v1',
      'put-role-policy --role-name skypilot-v1',
      'create-instance-profile --instance-profile-name skypilot-v1',
      'add-role-to-instance-profile --instance-profile-name skypilot-v1',
    ]);
    const [first, second, third] = documents
      .split('\n\n')
      .map((text) => JSON.parse(text === '' ? 'null' : text));
    expect([first, second, third]).toEqual([harmful, instanceTrust('aws'), harmful]);
  });

  it('keeps what is there', () => {
    const { status, calls } = run(script, ['get-user', 'get-policy', 'get-role', 'get-instance-profile']);
    expect(status).toBe(0);
    expect(calls).toEqual([
      'create-policy-version --policy-arn arn:aws:iam::111122223333:policy/sky-policy',
      'attach-user-policy --user-name sky',
      'update-assume-role-policy --role-name skypilot-v1',
      'put-role-policy --role-name skypilot-v1',
    ]);
  });

  it('touches no other account', () => {
    expect(run(script, [], '999999999999')).toMatchObject({ status: 1, calls: [] });
  });
});
