import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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
    [`${MINIMAL}    users:\n      - { name: a }\n      - { name: a }\n`, 6, 'stands twice'],
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
