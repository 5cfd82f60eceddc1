/** What calls of the AWS CLI change in an account: the sandbox's own accounts never change. */
import type { Scenario } from '../../../src/sandbox/sandbox.ts';

type Account = Scenario['accounts'][number];
type Options = ReadonlyMap<string, string>;

/** A call as the AWS CLI was given it: service, operation, options. */
export type Call = readonly string[];

const CHANGES: Readonly<Record<string, (account: Account, options: Options, cwd: Folder) => Account>> = {
  'iam put-user-policy': (account, options, cwd) => ({
    ...account,
    users: account.users.map((user) =>
      user.name === of(options, 'user-name')
        ? { ...user, inline: { ...user.inline, [of(options, 'policy-name')]: documentOf(options, cwd) } }
        : user,
    ),
  }),
  'iam put-role-policy': (account, options, cwd) => ({
    ...account,
    roles: account.roles.map((role) =>
      role.name === of(options, 'role-name')
        ? { ...role, inline: { ...role.inline, [of(options, 'policy-name')]: documentOf(options, cwd) } }
        : role,
    ),
  }),
  'iam create-policy': (account, options, cwd) => ({
    ...account,
    policies: [
      ...account.policies,
      { name: of(options, 'policy-name'), path: '/', document: documentOf(options, cwd) },
    ],
  }),
  'iam attach-user-policy': (account, options) => ({
    ...account,
    users: account.users.map((user) =>
      user.name === of(options, 'user-name')
        ? { ...user, policies: [...user.policies, nameIn(of(options, 'policy-arn'))] }
        : user,
    ),
  }),
  'iam detach-user-policy': (account, options) => ({
    ...account,
    users: account.users.map((user) =>
      user.name === of(options, 'user-name')
        ? {
            ...user,
            policies: user.policies.filter((policy) => nameIn(policy) !== nameIn(of(options, 'policy-arn'))),
          }
        : user,
    ),
  }),
  'iam attach-role-policy': (account, options) => ({
    ...account,
    roles: account.roles.map((role) =>
      role.name === of(options, 'role-name')
        ? { ...role, policies: [...role.policies, nameIn(of(options, 'policy-arn'))] }
        : role,
    ),
  }),
  'iam create-role': (account, options) => ({
    ...account,
    roles: [
      ...account.roles,
      {
        name: of(options, 'role-name'),
        path: '/',
        trust: JSON.parse(of(options, 'assume-role-policy-document')),
        maxSession: 3_600_000,
        tags: {},
        later: [],
        policies: [],
        inline: {},
      },
    ],
  }),
  'iam update-assume-role-policy': (account, options) => ({
    ...account,
    roles: account.roles.map((role) =>
      role.name === of(options, 'role-name')
        ? { ...role, trust: JSON.parse(of(options, 'policy-document')) }
        : role,
    ),
  }),
  'iam create-instance-profile': (account, options) => ({
    ...account,
    instanceProfiles: [
      ...account.instanceProfiles,
      { name: of(options, 'instance-profile-name'), path: '/', roles: [] },
    ],
  }),
  'iam add-role-to-instance-profile': (account, options) => ({
    ...account,
    instanceProfiles: account.instanceProfiles.map((profile) =>
      profile.name === of(options, 'instance-profile-name')
        ? { ...profile, roles: [...profile.roles, of(options, 'role-name')] }
        : profile,
    ),
  }),
  'ec2 create-default-vpc': (account, options) => ({
    ...account,
    network: account.network.flatMap((network) =>
      network.defaultVpc ? [network] : withDefaultVpc(network, of(options, 'region')),
    ),
  }),
  'iam create-access-key': (account) => account,
  'iam delete-access-key': (account) => account,
};

type Folder = (file: string) => string;

function withDefaultVpc(network: Account['network'][number], region: string): Account['network'] {
  const others = network.regions?.filter((name) => name !== region) ?? [];
  return [...(others.length === 0 ? [] : [{ ...network, regions: others }])];
}

function of(options: Options, name: string): string {
  const value = options.get(name);
  if (value === undefined) throw new Error(`the call has no --${name}`);
  return value;
}

function nameIn(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

function documentOf(options: Options, readFile: Folder): Record<string, unknown> {
  const text = of(options, 'policy-document');
  return JSON.parse(text.startsWith('file://') ? readFile(text.slice('file://'.length)) : text);
}

/** The scenario after a call; `readFile` reads what the call names. */
export function afterCall(scenario: Scenario, call: Call, readFile: Folder): Scenario {
  const [service = '', operation = '', ...words] = call;
  const change = CHANGES[`${service} ${operation}`];
  if (change === undefined) throw new Error(`nobody knows what ${service} ${operation} changes`);
  const options = new Map(
    words.flatMap((word, index) => (word.startsWith('--') ? [[word.slice(2), words[index + 1] ?? '']] : [])),
  );
  const [first, ...others] = scenario.accounts;
  if (first === undefined) throw new Error('the scenario has no account');
  return { ...scenario, accounts: [change(first, options, readFile), ...others] };
}

/** The scenario with statements in a policy of the first user. */
export function withStatements(scenario: Scenario, statements: readonly unknown[]): Scenario {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const user = scenario.accounts[0]?.users[0]?.name ?? '';
  const call = ['iam', 'put-user-policy', '--user-name', user, '--policy-name', 'added'];
  return afterCall(scenario, [...call, '--policy-document', document], () => '');
}
