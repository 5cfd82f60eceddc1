/** Settings that could lead a client past the sandbox, or make it read files outside of the sandbox's home. */

/** Variables beside `AWS_*` that boto3, the AWS CLI and SkyPilot's configuration listen to. */
const OTHERS = ['BOTO_CONFIG', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'];
const PREFIXES = ['AWS_', 'SKYPILOT_'];

/** The environment without them; names are compared without case, for Windows and for `http_proxy`. */
export function withoutAwsSettings(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter((entry): entry is [string, string] => {
    const name = entry[0].toUpperCase();
    const stripped = OTHERS.includes(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
    return entry[1] !== undefined && !stripped;
  });
  return Object.fromEntries(kept);
}
