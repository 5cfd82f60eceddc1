/** What the process says that asks the AWS SDK for JavaScript (`cli/ask-js-sdk.ts`). */

import type { ProviderName } from '../config/providers.ts';
import { jsonFields, parseJsonText } from '../credentials/json.ts';
import type { KeyView, Setting, ToolView } from './tool-view.ts';

/** What is refused without being known: a metadata service, mostly. */
export const A_CONNECTION = 'a connection';

/** In place of a command: makes skycheck the process that asks. Not for people. */
export const ASK_JS_SDK = '--ask-js-sdk';

type Asked<T> =
  | { readonly kind: 'value'; readonly value: T }
  /** The name of the error that the SDK threw; its text may hold secrets. */
  | { readonly kind: 'failed'; readonly error: string };

export interface JsSdkAnswer {
  readonly settings: {
    readonly region: Asked<string>;
    readonly useFips: Asked<boolean>;
    /** The origin that STS calls would go to, had the client the region us-east-1. */
    readonly endpoint: Asked<string>;
  };
  readonly credentials:
    | {
        readonly kind: 'keys';
        /** Masked. */
        readonly accessKeyId: string;
        readonly fingerprint: string;
        /** The SDK's names of what they came through, such as `CREDENTIALS_PROFILE`. */
        readonly sources: readonly string[];
      }
    /** `refused` are the calls that it would have made. */
    | { readonly kind: 'none'; readonly error: string; readonly refused: readonly string[] };
}

/** The answer, on the last line of what was printed; undefined where it is none. */
export function parseJsSdkAnswer(stdout: string): JsSdkAnswer | undefined {
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  const fields = jsonFields(parseJsonText(last)?.value);
  const isAnswer =
    ['region', 'useFips', 'endpoint'].every(
      (name) => kindOf(jsonFields(fields?.get('settings'))?.get(name)) !== undefined,
    ) && kindOf(fields?.get('credentials')) !== undefined;
  // It is a process of skycheck's own: what has the kinds has the rest.
  return isAnswer ? (parseJsonText(last)?.value as JsSdkAnswer) : undefined;
}

function kindOf(value: unknown): string | undefined {
  const kind = jsonFields(value)?.get('kind');
  return typeof kind === 'string' ? kind : undefined;
}

/** Where a client with the region us-east-1 sends by itself. */
const USUAL_ENDPOINT = 'https://sts.us-east-1.amazonaws.com';

/** Lays what the SDK answered over what its rules say; places are those of the rules where both agree. */
export function withJsSdkAnswer(view: ToolView, { settings, credentials }: JsSdkAnswer): ToolView {
  const { region, useFips, endpoint } = settings;
  const origin = endpoint.kind === 'value' && endpoint.value !== USUAL_ENDPOINT ? endpoint.value : undefined;
  const isSameOrigin =
    view.endpoint.value !== undefined &&
    URL.canParse(view.endpoint.value) &&
    new URL(view.endpoint.value).origin === origin;
  return {
    ...view,
    how: { kind: 'asked' },
    // What it refuses it was given all the same.
    region: region.kind === 'value' ? agreeing(view.region, region.value) : view.region,
    endpoint: isSameOrigin ? view.endpoint : { value: origin },
    fips: useFips.kind === 'value' ? agreeing(view.fips, useFips.value ? 'true' : undefined) : view.fips,
    credentials: askedKeys(view.credentials, credentials),
  };
}

function agreeing(byRule: Setting, value: string | undefined): Setting {
  return byRule.value === value ? byRule : { value };
}

/** The SDK's names of sources that give keys without a call, the telling ones first. */
const PROVIDERS: readonly (readonly [source: string, provider: ProviderName])[] = [
  ['CREDENTIALS_PROCESS', 'custom-process'],
  ['CREDENTIALS_LOGIN', 'login'],
  ['CREDENTIALS_PROFILE', 'shared-credentials-file'],
  ['CREDENTIALS_ENV_VARS', 'env'],
];

function askedKeys(byRule: KeyView, answer: JsSdkAnswer['credentials']): KeyView {
  if (answer.kind === 'none') return withoutKeys(byRule, answer);
  const { accessKeyId, sources } = answer;
  const found = PROVIDERS.find(([source]) => sources.includes(source))?.[1] ?? 'shared-credentials-file';
  const known = byRule.kind === 'keys' || byRule.kind === 'not-fetched' ? byRule.source : undefined;
  const isFile = (provider: ProviderName | undefined) =>
    provider === 'config-file' || provider === 'shared-credentials-file';
  const isKnown = known?.provider === found || (isFile(known?.provider) && isFile(found));
  const source = known !== undefined && isKnown ? known : { provider: found, location: found, id: undefined };
  return { kind: 'keys', source, accessKeyId, fingerprint: answer.fingerprint };
}

function withoutKeys(
  byRule: KeyView,
  { error, refused }: Extract<JsSdkAnswer['credentials'], { kind: 'none' }>,
): KeyView {
  const call = refused.findLast((name) => name !== A_CONNECTION);
  if (byRule.kind === 'not-fetched' && refused.length > 0) return { ...byRule, call: call ?? byRule.call };
  if (byRule.kind === 'none' || byRule.kind === 'failed') return byRule;
  return {
    kind: 'failed',
    code: 'credentials-retrieval-failed',
    message: `The SDK gets no keys from ${byRule.source.location} (${error}).`,
    ...(byRule.source.at === undefined ? {} : { at: byRule.source.at }),
  };
}
