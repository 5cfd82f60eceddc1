// What the AWS SDK for JavaScript itself makes of homes: one JSON question a line, one answer a line. Nothing is in its
// way but that the endpoints of the questions lead nowhere.
import { createInterface } from 'node:readline';
import { STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';

const nothing = () => undefined;
const logger = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
// The SDK leaves one behind where roles lead round in a circle.
process.on('unhandledRejection', nothing);
const own = { ...process.env };

async function answer({ env, profile }) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  const options = { ...(profile === null ? {} : { profile }), logger };
  const client = new STSClient({ ...options });
  const region = await client.config.region().catch(() => null);
  const fips = await new STSClient({ ...options, region: 'us-east-1' }).config
    .useFipsEndpoint()
    .catch(() => null);
  try {
    const keys = await fromNodeProviderChain({
      ...options,
      clientConfig: { maxAttempts: 1 },
      maxRetries: 0,
      timeout: 500,
    })();
    const { accessKeyId, secretAccessKey, sessionToken } = keys;
    return {
      region,
      fips,
      keys: { accessKeyId, secretAccessKey, sessionToken },
      sources: Object.keys(keys.$source ?? {}),
    };
  } catch (error) {
    return { region, fips, keys: null, error: error.name };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const late = new Promise((resolve) => setTimeout(resolve, 8000, { late: true }));
  const result = await Promise.race([answer(JSON.parse(line)), late]);
  Object.assign(process.env, own);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
process.exit(0);
