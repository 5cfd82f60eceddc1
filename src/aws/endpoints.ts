import { type FileLine, placeText } from '../file-line.ts';
import type { CustomEndpoint, ServiceName } from './aws-result.ts';

/** A setting of the AWS shared configuration: text, or the table of an indented block. */
export interface ConfiguredValue {
  readonly value: string | ReadonlyMap<string, string>;
  readonly source?: FileLine;
}

export type ConfiguredValues = ReadonlyMap<string, ConfiguredValue>;

/** Everything that endpoints are configured by, as plain data. */
export interface EndpointSources {
  /** `--endpoint-url`. */
  readonly flag: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The keys of the profile in use, those of the credentials file winning. */
  readonly profile: ConfiguredValues;
  /** The `[services NAME]` sections by name. */
  readonly services: ReadonlyMap<string, { readonly entries: ConfiguredValues }>;
}

export interface EndpointProblem {
  readonly code:
    | 'services-not-text'
    | 'url-not-text'
    | 'malformed-url'
    | 'unsupported-scheme'
    | 'services-section-missing'
    | 'services-value';
  /** The flag, variable, or file and line that is wrong. */
  readonly location: string;
  /** The line, where a file is wrong. */
  readonly source?: FileLine;
  /** One plain sentence. */
  readonly message: string;
}

export type EndpointChoice =
  /** AWS's own endpoint. */
  | { readonly kind: 'default' }
  | ({ readonly kind: 'custom' } & CustomEndpoint)
  | { readonly kind: 'invalid'; readonly problem: EndpointProblem };

export interface EndpointSettings {
  readonly useFips: boolean;
  readonly useDualstack: boolean;
  /** True where `sts_regional_endpoints = legacy` sends STS calls of older regions to the global endpoint. */
  readonly useGlobalSts: boolean;
  choose(service: ServiceName): EndpointChoice;
}

export type PlannedEndpoint =
  | { readonly kind: 'plan'; readonly plan: EndpointPlan }
  | { readonly kind: 'invalid'; readonly problem: EndpointProblem };

/** Where and for which region a client sends. */
export interface EndpointPlan {
  readonly region: string;
  /** Absent for AWS's own endpoint, which the SDK's rules find. */
  readonly url?: string;
  readonly useFips: boolean;
  readonly useDualstack: boolean;
}

/**
 * Reads the endpoint settings by boto3's rules.
 *
 * The flag wins; then, unless configured endpoints are ignored: the variable of the service, AWS_ENDPOINT_URL,
 * the service's entry in the profile's `services` section, the profile's `endpoint_url`. Blank values count as
 * absent. Source: botocore 1.43.11, `ConfiguredEndpointProvider` and `ClientArgsCreator`.
 */
export function readEndpointSettings(sources: EndpointSources): EndpointSettings {
  const legacySts =
    (sources.env.AWS_STS_REGIONAL_ENDPOINTS ?? textOf(sources.profile.get('sts_regional_endpoints'))) ===
    'legacy';
  return {
    useFips: isTrue(sources, 'AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
    useDualstack: isTrue(sources, 'AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'),
    useGlobalSts: legacySts,
    choose: (service) => chooseEndpoint(service, sources),
  };
}

/**
 * Where a service's calls go.
 *
 * Without a region boto3 sends to the global endpoints of STS, IAM and S3, signed for us-east-1. FIPS and
 * dual-stack settings count for AWS's own endpoints only.
 *
 * @param region - the region as boto3 resolved it, or as the call names it
 */
export function planEndpoint(
  service: ServiceName,
  region: string | undefined,
  settings: EndpointSettings,
): PlannedEndpoint {
  const choice = settings.choose(service);
  if (choice.kind === 'invalid') return choice;
  const signing = region === undefined || region === 'aws-global' ? 'us-east-1' : region;
  if (choice.kind === 'custom') {
    return planned({ region: signing, url: choice.url, useFips: false, useDualstack: false });
  }
  const { useFips, useDualstack } = settings;
  const variant = useFips || useDualstack;
  const global = signing !== region || (settings.useGlobalSts && LEGACY_STS_REGIONS.has(signing));
  if (service === 'sts' && global && !variant) {
    return planned({ region: 'us-east-1', url: GLOBAL_STS, useFips, useDualstack });
  }
  return planned({ region: signing, useFips, useDualstack });
}

function planned(plan: EndpointPlan): PlannedEndpoint {
  return { kind: 'plan', plan };
}

const GLOBAL_STS = 'https://sts.amazonaws.com';

/** Source: botocore 1.43.11, `args.LEGACY_GLOBAL_STS_REGIONS`. */
const LEGACY_STS_REGIONS: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

function chooseEndpoint(service: ServiceName, sources: EndpointSources): EndpointChoice {
  if (sources.flag !== undefined) return checked(sources.flag, { location: '--endpoint-url' });
  if (isTrue(sources, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls')) {
    return { kind: 'default' };
  }
  const key = service.replaceAll('-', '_');
  for (const variable of [`AWS_ENDPOINT_URL_${key.toUpperCase()}`, 'AWS_ENDPOINT_URL']) {
    const value = sources.env[variable];
    if (value !== undefined && value !== '') return checked(value, { location: variable, variable });
  }
  const ofService = fromServicesSection(key, sources);
  if (ofService !== undefined) return ofService;
  const ofProfile = sources.profile.get('endpoint_url');
  if (ofProfile === undefined || ofProfile.value === '') return { kind: 'default' };
  return checked(ofProfile.value, placeOf(ofProfile, 'endpoint_url'));
}

function fromServicesSection(key: string, sources: EndpointSources): EndpointChoice | undefined {
  const setting = sources.profile.get('services');
  if (setting === undefined) return undefined;
  const name = textOf(setting);
  if (name === undefined) {
    return invalid('services-not-text', placeOf(setting, 'services'), 'services has to name one section.');
  }
  const section = sources.services.get(name);
  // boto3 takes an empty section for a missing one.
  if (section === undefined || section.entries.size === 0) {
    return invalid(
      'services-section-missing',
      placeOf(setting, 'services'),
      `The profile uses the services section "${name}", which does not exist.`,
    );
  }
  const entry = section.entries.get(key);
  if (entry === undefined) return undefined;
  if (typeof entry.value === 'string') {
    return invalid(
      'services-value',
      placeOf(entry, key),
      `"${key}" in a services section takes indented lines such as "endpoint_url = …" below it.`,
    );
  }
  const url = entry.value.get('endpoint_url');
  return url === undefined || url === '' ? undefined : checked(url, placeOf(entry, key));
}

/** Where a setting is made. */
type SettingPlace = Pick<EndpointProblem, 'location' | 'source'> & Pick<CustomEndpoint, 'variable'>;

function checked(value: ConfiguredValue['value'], place: SettingPlace): EndpointChoice {
  if (typeof value !== 'string') {
    return invalid('url-not-text', place, 'The endpoint URL has to be on the line of its key.');
  }
  const url = isAcceptedByBotocore(value) ? parseUrl(value) : undefined;
  if (url === undefined) return malformed(place);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return invalid('unsupported-scheme', place, 'An endpoint URL begins with http:// or https://.');
  }
  const { location, variable } = place;
  return { kind: 'custom', url: value, location, ...(variable === undefined ? {} : { variable }) };
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Source: botocore 1.43.11, `utils.is_valid_endpoint_url` and `is_valid_ipv6_endpoint_url`. */
function isAcceptedByBotocore(text: string): boolean {
  if (/[\t\r\n]/.test(text)) return false;
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1];
  const host = authority === undefined ? undefined : /^(?:.*@)?(\[[^\]]*\]|[^:]*)/.exec(authority)?.[1];
  if (host === undefined || host.length > 255) return false;
  return (
    /^\[[0-9a-f:.%]+\]$/i.test(host) ||
    /^((?!-)[a-z\d-]{1,63}(?<!-)\.)*((?!-)[a-z\d-]{1,63}(?<!-))\.?$/i.test(host)
  );
}

function malformed(place: SettingPlace): EndpointChoice {
  return invalid('malformed-url', place, 'The endpoint URL is malformed: it needs a scheme and a host.');
}

function invalid(
  code: EndpointProblem['code'],
  { variable: _variable, ...place }: SettingPlace,
  message: string,
): EndpointChoice {
  return { kind: 'invalid', problem: { code, ...place, message } };
}

/** botocore's `ensure_boolean`: only the word true, in any case. A variable counts even when it is blank. */
function isTrue(sources: EndpointSources, variable: string, key: string): boolean {
  const value = sources.env[variable] ?? textOf(sources.profile.get(key));
  return value?.toLowerCase() === 'true';
}

function textOf(setting: ConfiguredValue | undefined): string | undefined {
  return typeof setting?.value === 'string' ? setting.value : undefined;
}

function placeOf(setting: ConfiguredValue, key: string): SettingPlace {
  const { source } = setting;
  return source === undefined ? { location: key } : { location: placeText(source), source };
}
