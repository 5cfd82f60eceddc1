/** The help of every command, at most 24 rows of 80 columns each. */

import { FORMAT_NAMES, IDENTITY_FORMATS } from '../report/formats/formats.ts';
import { DEFAULT_SCENARIO } from './default-scenario.ts';
import { EXIT_LINE } from './exit-line.ts';
import { CAPABILITY_LINES } from './help.ts';

const FORMAT_WORDS = FORMAT_NAMES.join(', ');

export const AWS_HELP = `
Usage: skycheck aws [options]
Which identity SkyPilot uses on AWS, what it may do, and what to fix.
What is checked
  --require CAP,...     fail unless these are enabled, or "all":
                        ${CAPABILITY_LINES[0]}
                        ${CAPABILITY_LINES[1]}
  --task FILE, --for H100:8  would it launch? --nodes N --bucket NAME --infra
                        --gpus --env --secret --as launch|job|serve
  --profile NAME, --region NAME  repeatable, with * and ?; or --all-profiles,
                        --all-regions
  --instance-type TYPE  try a launch of it;  --spot;  --quotas  show vCPU quotas
  --with-policy FILE    as if it had that as well;  --wait 2m  after a grant
  --valid-for 8h        credentials last so long;  --sandbox [SCENARIO]
  --config FILE         of SkyPilot's;  --offline, --no-simulate, --no-probe
  --timeout SECONDS     for all (60);  --no-refresh;  --endpoint-url URL
Output
  -v, --verbose         what was seen; -vv every permission;  -q, --quiet none
  --format FORMAT       ${IDENTITY_FORMATS.join(', ')}
  --output FILE         write it there;  --report FORMAT=FILE  and there as well
  --ignore CODE         hide it;  --exit-zero, --strict, --color, --no-color
  --fail-on WHAT        error, warning or a CODE makes a ready run fail
  --no-annotations      on GitHub;  --mask-account, --timings
${EXIT_LINE}
Examples: skycheck aws -v;  skycheck aws --profile 'prod-*' --require spot
`;

export const CONFIGURE_HELP = `
Usage: skycheck configure COMMAND [options]
Shows the AWS configuration as boto3, and so SkyPilot, sees it.

  list           profile, keys and region, with where they come from
  list-profiles  all profiles; -v with kind, account, region and SSO login
  compare        boto3, AWS CLI v1 and v2 and the JavaScript SDK side by side

Examples:
  skycheck configure list --profile dev
  skycheck configure compare
  skycheck configure list-profiles -v
`;

export const CONFIGURE_LIST_HELP = `
Usage: skycheck configure list [options]
Profile, keys and region with where they come from, as \`aws configure list\`
prints them, by boto3's rules.

  --profile NAME      the profile; otherwise AWS_PROFILE, otherwise default
  --layout v1|v2      the table of AWS CLI v1 (default), or of v2 since 2.31
  --format FORMAT     text (default), json
  --offline           make no call: say which one it would take
  --no-refresh        never renew an SSO token
  --timeout SECONDS   for the whole run (60)
  --endpoint-url URL  send every call there

Exit status: 0 found, 1 the credentials cannot be had, 2 usage
Examples:
  skycheck configure list
  AWS_PROFILE=dev skycheck configure list --offline
`;

export const CONFIGURE_COMPARE_HELP = `
Usage: skycheck configure compare [options]
"It works in the AWS CLI but not in SkyPilot": what boto3 (SkyPilot), AWS CLI
v1 and v2 and the AWS SDK for JavaScript make of this machine, where they part,
why, and the line to change. Nothing is sent and nothing is written: each AWS
CLI on PATH runs \`aws configure list\`, the SDK is asked, both without a
network. What is not installed is told by its rules. A credential_process runs
once for each tool.

  --profile NAME        the profile; otherwise what each tool takes
  -v, --verbose         with where each tool looks, row by row
  --format FORMAT       text (default), json
  --timeout SECONDS     for each tool that is run (60)
  --sandbox [SCENARIO]  in the embedded AWS, where no program runs

Exit status: 0 one identity and one region for all, 1 they part or boto3 gets
  no credentials, 2 usage
Examples:
  skycheck configure compare
  AWS_PROFILE=dev skycheck configure compare -v
`;

export const LIST_PROFILES_HELP = `
Usage: skycheck configure list-profiles [options]
The names of all profiles, one a line, in boto3's order.

  -v, --verbose    with kind, account, region, SSO login; which one is active
  --format FORMAT  text (default), json

Example: skycheck configure list-profiles -v
`;

export const POLICY_HELP = `
Usage: skycheck policy COMMAND [options]
IAM policies for SkyPilot.

  generate       print the minimal policy, or what grants what is missing
  check FILE...  which capabilities policies would enable; makes no call

Examples:
  skycheck policy generate --with compute,spot,storage > skypilot.json
  skycheck policy generate --missing > skypilot-fix.json
  skycheck policy check skypilot.json --require compute,spot
`;

export const GENERATE_HELP = `
Usage: skycheck policy generate [options]
The minimal policy for SkyPilot, in the statements of its AWS page.
For what
  --for WHOM      user (default), role (of its instances), skycheck (itself; dry
                  runs need no statement), github (trust policy of CI jobs)
  --with CAP,...  or "all"; default compute,spot, and for a role storage:
                  ${CAPABILITY_LINES[0]}
                  ${CAPABILITY_LINES[1]}
  --missing       what the identity lacks, as \`skycheck aws\` finds it, with its
                  --require CAP,... --region NAME --config FILE --sandbox
                  --with-policy FILE
  --documented-only   without what SkyPilot's code calls beyond its AWS page
Names
  --account ID    auto (default) asks AWS;  --partition ID  aws, aws-cn, ...
  --role NAME     of the instances (skypilot-v1);  --user NAME  (skypilot)
  --format NAME   json (default), terraform, cloudformation, cli
For github: --repo OWNER/NAME with --environment NAME, --branch NAME, --tag NAME
  or --pull-request; --audience NAME, --issuer URL, --owner-id NUMBER,
  --repo-id NUMBER, --ci-role NAME (skypilot-ci)
To ask AWS: --profile NAME, --timeout SECONDS (60), --no-refresh,
  --endpoint-url URL
Examples: skycheck policy generate --missing > skypilot-fix.json
  skycheck policy generate --for github --repo acme/infra --environment prod
`;

export const CHECK_HELP = `
Usage: skycheck policy check [options] FILE...
Which capabilities the policies of one identity would enable; makes no call.
FILE is a policy (JSON, YAML), a CloudFormation template, what the AWS CLI
(get-policy-version, get-role-policy, get-account-authorization-details) or
\`terraform show -json\` prints; - is standard input.
  --identity NAME    of a file about an account: user/NAME or role/NAME
  --boundary FILE    the permissions boundary of the identity
  --scp FILE         a service control policy; each is a level of its own
  --trust FILE       in place of policies: the trust policy of a role, against
  --claims FILE      the claims of a token as JSON, or the token
  --require CAP,...  fail unless these are enabled, or "all":
                     ${CAPABILITY_LINES[0]}
                     ${CAPABILITY_LINES[1]}
  --account ID       and --partition ID, --region NAME: where no ARN names them
  --role NAME        the role of SkyPilot's instances (its configuration's)
  --config FILE      a configuration of SkyPilot's; --instance-type TYPE, --spot
  -v, --verbose      say more, also -vv;  -q, --quiet  nothing but files
  --format FORMAT    ${FORMAT_WORDS}
  --output FILE      write it there;  --report FORMAT=FILE  and there as well
  --ignore CODE      --fail-on WHAT, --strict, --exit-zero, --no-annotations,
                     --mask-account, --color, --no-color: as in skycheck aws
${EXIT_LINE}
Example: skycheck policy generate | skycheck policy check - --require spot
`;

export const SANDBOX_HELP = `
Usage: skycheck sandbox [options] [SCENARIO] [-- COMMAND...]
An embedded AWS on this machine, for trying, teaching and testing. Without
anything the scenarios are listed; with one it serves until Ctrl-C and prints
what to export; with a command it runs that against it (${DEFAULT_SCENARIO}
where no scenario is named).

  SCENARIO       one that ships, or a scenario file
  --port NUMBER  the port to listen on; 0 (default) takes any
  --json         print endpoint and environment as one line when ready

Exit status: that of the command; 2 usage
Examples:
  skycheck sandbox minimal
  skycheck sandbox sso -- skycheck aws -v
  skycheck aws --sandbox minimal -v
`;

export const REPORT_HELP = `
Usage: skycheck report [options] FILE...
Saved reports (skycheck aws --format json --output FILE) as the runs themselves
would have printed them, in any format; several are put side by side. - is
standard input. Nothing is checked again. With --diff, what changed between two.

  --diff                from the first report to the second; text or json
  --format FORMAT       ${FORMAT_WORDS}
  --output FILE         write it there
  --report FORMAT=FILE  write it in that format as well; repeatable
  -v, --verbose         what was seen; -vv every permission
  -q, --quiet           nothing but the files and the exit status
  --no-annotations      on GitHub;  --mask-account  without account numbers
  --color, --no-color

Exit status: that of the worst report: 0 ready, 1 not ready, 3 undecided;
  2 usage, and files that are no reports; with --diff 1 where something that was
  asked for got worse, otherwise 0
Examples:
  skycheck report reports/*.json --format html --output all.html
  skycheck report --diff laptop.json ci.json
`;

export const EXPLAIN_HELP = `
Usage: skycheck explain [WHAT]
What a finding, a topic or a capability means and how to fix it; without WHAT
the topics, with all every code. With - it reads a denial, an encoded message
or a log of SkyPilot's: who, what, which layer and policy, and the fix.

  --profile NAME      the profile that is looked at, or asked with
  --offline           with -: have nothing decoded by AWS
  --no-refresh, --timeout SECONDS, --endpoint-url URL   as in skycheck aws

Examples:
  skycheck explain sso-token-expired
  skycheck explain - < provision.log
`;

export const COMPLETION_HELP = `
Usage: skycheck completion SHELL
A script for bash, zsh or fish that completes commands, options, capabilities,
and the names of your profiles, scenarios and findings. It reads files only.

Examples:
  source <(skycheck completion bash)        in ~/.bashrc
  source <(skycheck completion zsh)         in ~/.zshrc
  skycheck completion fish > ~/.config/fish/completions/skycheck.fish
`;
