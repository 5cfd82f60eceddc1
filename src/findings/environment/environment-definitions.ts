import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE, BOTO3_CREDENTIALS, CLI_GUIDE } from '../links.ts';

/** Findings about variables of the environment. */
export const ENVIRONMENT_FINDINGS = {
  'env-keys-half-set': define(
    'warning',
    'Only one of the two key variables is set',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'With AWS_ACCESS_KEY_ID alone boto3 stops with an error; with AWS_SECRET_ACCESS_KEY alone it looks elsewhere. Other SDKs look elsewhere in both cases.',
  ),
  'env-keys-blank': define(
    'info',
    'The key variables are set to nothing',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3 takes an empty variable for one that is not set, and looks elsewhere. In a pipeline it is mostly a secret that the job is not given: GitHub gives none to pull requests from forks, and none whose name is misspelt.',
  ),
  'env-stray-session-token': define(
    'warning',
    'A session token is set beside a long-term key',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'Keys that begin with AKIA have no session token. boto3 sends the one that is set all the same, and AWS refuses the pair.',
  ),
  'env-session-token-alone': define(
    'info',
    'A session token is set without keys',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'It has no effect, for tokens of the environment go with keys of the environment only.',
  ),
  'env-session-token-missing': define(
    'warning',
    'A temporary key is set without its session token',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'Keys that begin with ASIA are valid together with their session token only.',
  ),
  'env-key-malformed': define(
    'warning',
    'A key variable does not hold a key',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'Access keys are twenty capital letters and digits, secret keys forty letters, digits, / and +. boto3 uses what the variable holds as it is, and AWS refuses it. Quotes stay in the value where a file of variables is not read by a shell (docker run --env-file).',
  ),
  'env-blank-profile': define(
    'warning',
    'The profile variable is set to nothing',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3 looks for a profile without a name, and fails. Other SDKs take a blank variable for an unset one.',
  ),
  'env-two-profiles': define(
    'warning',
    'AWS_DEFAULT_PROFILE and AWS_PROFILE name different profiles',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3, and so SkyPilot, takes AWS_DEFAULT_PROFILE. The AWS CLI v2 and other SDKs take AWS_PROFILE.',
  ),
  'env-default-profile-variable': define(
    'info',
    'AWS_DEFAULT_PROFILE chooses the profile for boto3 and the AWS CLI only',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'Other SDKs read AWS_PROFILE.',
  ),
  'env-keys-over-profile': define(
    'warning',
    'Keys in the environment win over the profile',
    BOTO3_CREDENTIALS,
    'boto3 takes the keys of the environment even where a variable names a profile. The JavaScript SDK takes the profile.',
  ),
  'env-region-ignored': define(
    'info',
    'boto3 does not read AWS_REGION',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'It reads AWS_DEFAULT_REGION. The AWS CLI v2 and other SDKs read AWS_REGION.',
  ),
  'env-two-regions': define(
    'info',
    'AWS_DEFAULT_REGION and AWS_REGION name different regions',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3 takes AWS_DEFAULT_REGION. The AWS CLI v2 and other SDKs take AWS_REGION.',
  ),
  'env-config-file-variable': define(
    'warning',
    'SkyPilot takes AWS_CONFIG_FILE for the path of the credentials file',
    `${AWS_PAGE}#troubleshooting`,
    'boto3 reads the variable as the path of the config file. SkyPilot, where it ships static credentials to clusters, ships that file in place of ~/.aws/credentials.',
  ),
  'env-credentials-file-variable': define(
    'warning',
    'SkyPilot does not read AWS_SHARED_CREDENTIALS_FILE',
    `${AWS_PAGE}#troubleshooting`,
    'boto3 reads it. SkyPilot looks for ~/.aws/credentials all the same, demands that it exists where the keys are static, and ships it to clusters.',
  ),
  'env-blank-file-variable': define(
    'warning',
    'The variable of an AWS file is set to nothing',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3 then reads no such file at all. Other SDKs read the usual one.',
  ),
  'env-metadata-switch-unclear': define(
    'info',
    'AWS_EC2_METADATA_DISABLED is set to a word that SDKs read differently',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3 switches instance metadata off for the word "true" only. Other SDKs do so for any word but "false".',
  ),
} as const satisfies FindingDefinitions;
