import { expect, it } from 'vitest';
import { parsePolicyDocument } from '../../src/iam/parse-policy.ts';
import { requestContext } from '../../src/iam/request-context.ts';
import { conditionalAllows } from '../../src/policy/conditional-allows.ts';
import { allow, deny, policy } from './support.ts';

const REQUEST = {
  action: 'ec2:StopInstances',
  resource: 'arn:aws:ec2:us-east-1:111122223333:instance/i-1',
  context: requestContext({}),
};

function named(name: string, value: object, arn?: string) {
  const read = parsePolicyDocument(JSON.parse(JSON.stringify(value)));
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return { name, type: 'none' as const, document: read.document, ...(arn === undefined ? {} : { arn }) };
}

const when = (key: string) => ({ Condition: { StringEquals: { [key]: ['a', 'b'] } } });

it('names the statements that would allow a request if their conditions held', () => {
  const first = named(
    'a.json',
    policy(
      { Sid: 'One', ...allow('ec2:*', '*', when('aws:SourceVpc')) },
      { Sid: '', ...allow('*', '*', when('aws:SourceIp')) },
    ),
  );
  const second = named(
    'b.json',
    policy(allow('ec2:Stop*', '*', when('ec2:Region'))),
    'arn:aws:iam::111122223333:policy/b',
  );
  expect(conditionalAllows([first, second], REQUEST)).toEqual([
    { sid: 'One', policy: 'a.json', conditions: [{ key: 'aws:SourceVpc', values: ['a', 'b'] }] },
    { policy: 'a.json', conditions: [{ key: 'aws:SourceIp', values: ['a', 'b'] }] },
    { policy: 'arn:aws:iam::111122223333:policy/b', conditions: [{ key: 'ec2:Region', values: ['a', 'b'] }] },
  ]);
});

it('leaves out what denies, what has no condition and what is about something else', () => {
  const document = policy(
    deny('*', '*', when('aws:SourceVpc')),
    allow('ec2:*'),
    allow('s3:*', '*', when('aws:SourceVpc')),
    allow('ec2:*', 'arn:aws:ec2:*:999999999999:*', when('aws:SourceVpc')),
  );
  expect(conditionalAllows([named('a.json', document)], REQUEST)).toEqual([]);
});
