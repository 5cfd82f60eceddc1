import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scenarioSchema } from '../../src/sandbox/scenario.ts';
import { readScenario } from '../../src/sandbox/scenario-reader.ts';
import { SCENARIOS, shipped } from './support.ts';

const MINIMAL = 'description: x\naccounts:\n  - id: "111122223333"\n';

function problemsOf(text: string) {
  const read = readScenario(text);
  return read.kind === 'invalid' ? read.problems : [];
}

describe('readScenario', () => {
  it('fills in the defaults of a scenario of three lines', () => {
    const read = readScenario(MINIMAL);
    expect(read).toMatchObject({
      kind: 'scenario',
      scenario: {
        clockOffset: 0,
        simulator: { shape: 'current', available: true },
        accounts: [{ partition: 'aws', skypilotRole: true, management: false }],
        home: { profiles: [], ssoLogins: [] },
      },
    });
  });

  it('reads time spans', () => {
    const read = readScenario(`${MINIMAL}clockOffset: -20m\n`);
    expect(read.kind === 'scenario' && read.scenario.clockOffset).toBe(-1_200_000);
  });

  it('names line, column and path of an unknown key', () => {
    expect(problemsOf(`${MINIMAL}    userz: []\n`)).toEqual([
      { line: 4, column: 5, path: 'accounts[0].userz', message: 'unknown key "userz"' },
    ]);
  });

  it('places a missing key at the thing that lacks it', () => {
    const [problem] = problemsOf(`${MINIMAL}    users:\n      - path: /\n`);
    expect(problem).toMatchObject({ line: 5, path: 'accounts[0].users[0].name' });
  });

  it('says which kind of profile was meant', () => {
    const [problem] = problemsOf(`${MINIMAL}home:\n  profiles:\n    - { name: a, user: 5 }\n`);
    expect(problem).toMatchObject({ line: 6, path: 'home.profiles[0].user' });
  });

  it.each([
    ['accounts: [', 1, 'flow sequence'],
    ['- a\n- b\n', 1, 'expected object'],
    ['description: x\naccounts:\n  - id: 111122223333\n', 3, 'expected string'],
    [`${MINIMAL}clockOffset: soon\n`, 4, 'expected a time span'],
    [`${MINIMAL}    users:\n      - { name: a, policies: [Nonsense] }\n`, 5, 'no policy "Nonsense"'],
    [`${MINIMAL}    users:\n      - { name: a, groups: [g] }\n`, 5, 'no group "g"'],
    [`${MINIMAL}    users:\n      - { name: a }\n      - { name: a }\n`, 6, 'appears twice'],
    [`${MINIMAL}home:\n  profiles:\n    - { name: p, user: nobody }\n`, 6, 'no user "nobody"'],
    [`${MINIMAL}home:\n  profiles:\n    - { name: p, permissionSet: X }\n`, 6, 'no sso'],
    [`${MINIMAL}home:\n  ssoLogins: [{}]\n`, 5, 'no sso'],
    [`${MINIMAL}    instanceProfiles: [{ name: p, roles: [r] }]\n`, 4, 'no role "r"'],
    [`${MINIMAL}sso: { permissionSets: [{ name: a, policies: [Own] }] }\n`, 4, 'no policy "Own"'],
    [`${MINIMAL}sso: { permissionSets: [{ name: a, accounts: ["000000000000"] }] }\n`, 4, 'no account'],
    [`${MINIMAL}    sessions: [{ name: s, of: { kind: user, user: u } }]\n`, 4, 'no user "u"'],
    [`${MINIMAL}    users: [{ name: u, boundary: None }]\n`, 4, 'no policy "None"'],
    [`${MINIMAL}machine: { kind: container, role: none }\n`, 4, 'no role "none"'],
    [
      `${MINIMAL}    users:\n      - { name: a, inline: { p: { Version: x } } }\n`,
      5,
      'not a policy document',
    ],
    [`${MINIMAL}home:\n  files: [{ path: ../x, text: a }]\n`, 5, 'inside the home'],
    [
      `${MINIMAL}    network:\n      - instances:\n          - { subnet: nowhere }\n`,
      6,
      'no subnet "nowhere"',
    ],
    [
      `${MINIMAL}    network:\n      - instances:\n          - securityGroups: [default, sky]\n`,
      6,
      'no security group "sky"',
    ],
    [`${MINIMAL}    restrictions:\n      - kind: suspended\n`, 5, 'invalid option'],
    [`${MINIMAL}vpcEndpoints:\n  - { service: ec2, account: "000000000000" }\n`, 5, 'no such account'],
    [`${MINIMAL}vpcEndpoints:\n  - service: ec2\n    policy: { Version: x }\n`, 6, 'not a policy document'],
    [
      `${MINIMAL}    resourceControlPolicies:\n      - - name: g\n          document: { Version: "2012-10-17", Statement: [{ Effect: Deny, Action: "*", Resource: "*" }] }\n`,
      6,
      'Principal',
    ],
    [`${MINIMAL}messages: loud\n`, 4, ''],
    [`${MINIMAL}messages:\n  ec2: loud\n`, 5, 'invalid option'],
    [`${MINIMAL}simulator:\n  answers:\n    - { actions: [], decision: allowed }\n`, 6, 'too small'],
    [`${MINIMAL}    ebsEncryptionByDefault: {}\n`, 4, 'invalid option'],
    [`${MINIMAL}images: [{ name: abc, id: ami-1 }]\n`, 4, 'expected an id'],
    [`${MINIMAL}organization: { id: example }\n`, 4, 'expected an id'],
  ])('refuses %j', (text, line, message) => {
    const problems = problemsOf(text);
    expect(problems[0]?.line).toBe(line);
    expect(problems[0]?.message).toContain(message);
  });

  it('refuses a document that multiplies itself', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: [${'*c,'.repeat(9)}]\n`;
    expect(problemsOf(bomb)[0]?.message).toContain('alias');
  });

  it('refuses more than a mebibyte', () => {
    expect(problemsOf('#'.repeat(2 ** 20 + 1))[0]?.message).toBe('larger than 1 MiB');
  });
});

describe('scenarios/README.md', () => {
  const readme = readFileSync(new URL('README.md', SCENARIOS), 'utf8');

  /** The names of all keys of a JSON Schema. */
  function keysOf(schema: unknown): readonly string[] {
    if (typeof schema !== 'object' || schema === null) return [];
    return Object.entries(schema).flatMap(([name, value]: [string, unknown]) =>
      name === 'properties' && typeof value === 'object' && value !== null
        ? [...Object.keys(value), ...Object.values(value).flatMap(keysOf)]
        : keysOf(value),
    );
  }

  it('documents every key of the schema', () => {
    const schema = z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' });
    const keys = [...new Set(keysOf(schema))];
    expect(keys.length).toBeGreaterThan(90);
    const words = new Set([...readme.matchAll(/`[^`]*`/g)].flatMap(([code]) => code.match(/\w+/g) ?? []));
    expect(keys.filter((key) => !words.has(key))).toEqual([]);
  });

  it('names every scenario that ships', () => {
    const names = readdirSync(SCENARIOS).filter((file) => file.endsWith('.yaml'));
    for (const name of names) expect(readme).toContain(`| \`${name.slice(0, -5)}\` |`);
  });

  it('has examples that can be read', () => {
    const examples = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      const indented = example.replace(/^/gm, '    ');
      const text = example.startsWith('description') ? example : `${MINIMAL}${indented}`;
      expect(problemsOf(text)).toEqual([]);
    }
  });
});

describe('the scenarios that ship', () => {
  const names = readdirSync(SCENARIOS)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -5));

  it.each(names)('%s is valid and has a description of one line', (name) => {
    const { description } = shipped(name);
    expect(description).toMatch(/^[^\n]{20,130}\.$/);
  });

  it('hold no key that could be real', () => {
    for (const name of names) {
      const text = readFileSync(new URL(`${name}.yaml`, SCENARIOS), 'utf8');
      for (const [key] of text.matchAll(/\b(AKIA|ASIA)\w{16}\b/g)) expect(key).toMatch(/EXAMPLE$/);
    }
  });
});
