import { define, type FindingDefinitions } from '../definition.ts';
import { SKY_CONFIG, SKY_CONFIG_SOURCES } from '../links.ts';

/** Findings about SkyPilot's configuration. */
export const SKY_CONFIG_FINDINGS = {
  'sky-config-missing': define(
    'error',
    'A variable names a configuration file of SkyPilot that does not exist',
    SKY_CONFIG_SOURCES,
    'SkyPilot reads the file that SKYPILOT_CONFIG, SKYPILOT_GLOBAL_CONFIG or SKYPILOT_PROJECT_CONFIG names, and every `sky` command stops with FileNotFoundError where there is none.',
  ),
  'sky-config-unreadable': define(
    'error',
    'A configuration file of SkyPilot cannot be read',
    SKY_CONFIG_SOURCES,
    'The file is there, but it is a directory, too large, or this user may not read it. `sky` commands stop there.',
  ),
  'sky-config-broken': define(
    'warning',
    'A configuration file of SkyPilot is no valid YAML, so SkyPilot ignores all of it',
    SKY_CONFIG,
    'SkyPilot logs the mistake and goes on as if the file were empty: the VPC, the role, the profile of the workspace and the clouds that it names are all ignored.',
  ),
  'sky-config-invalid': define(
    'error',
    'SkyPilot refuses its configuration',
    SKY_CONFIG,
    'SkyPilot compares its configuration with a schema. One key that it does not know, or a value of another type, stops every `sky` command with "Invalid config YAML".',
    'skycheck compares it with the schema of the newest release that it knows, all sections and all levels.',
  ),
  'sky-config-key-ignored': define(
    'warning',
    'SkyPilot ignores keys of its configuration where they are set',
    SKY_CONFIG_SOURCES,
    "Some keys are the API server's, such as allowed_clouds and workspaces: it takes them from its own file only, which for the server of this machine is ~/.sky/config.yaml. In the project's .sky.yaml and in --config they have no effect, and SkyPilot says so in a line of its log.",
  ),
  'sky-config-conflict': define(
    'error',
    'Two settings of SkyPilot exclude each other',
    SKY_CONFIG,
    'Instances are reached through Systems Manager (aws.use_ssm) or through a proxy command (aws.ssh_proxy_command), not through both. SkyPilot stops with InvalidCloudConfigs.',
  ),
  'sky-aws-not-allowed': define(
    'error',
    "SkyPilot's configuration leaves AWS out",
    SKY_CONFIG,
    'Whatever the credentials may do, `sky check` does not enable a cloud that allowed_clouds does not list, or that the active workspace disables.',
  ),
  'sky-capabilities-restricted': define(
    'info',
    "SkyPilot's configuration restricts what AWS is used for",
    SKY_CONFIG,
    'With `capabilities`, SkyPilot checks and uses the listed ones only; the others are left out without a word.',
  ),
  'sky-profile-from-workspace': define(
    'info',
    'The profile is chosen by a workspace of SkyPilot',
    'https://docs.skypilot.co/en/latest/admin/workspaces.html',
    'With workspaces.<name>.aws.profile, SkyPilot hands the profile to boto3 explicitly: AWS_PROFILE and keys in the environment have no say. The AWS CLI, which SkyPilot calls for some things, still follows the environment.',
  ),
  'sky-uses-ssm': define(
    'info',
    'SkyPilot will reach instances through Systems Manager',
    SKY_CONFIG,
    'With aws.use_internal_ips and no aws.ssh_proxy_command, SkyPilot turns Systems Manager on unless aws.use_ssm is false. The identity then needs ssm:StartSession, the role AmazonSSMManagedInstanceCore, and this machine the session-manager-plugin.',
  ),
} as const satisfies FindingDefinitions;
