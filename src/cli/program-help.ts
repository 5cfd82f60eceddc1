import { EXIT_LINE } from './exit-line.ts';

/** The help of the program, at most 24 rows of 80 columns. */
export const PROGRAM_HELP = `
Usage: skycheck COMMAND [options]
Checks the AWS credentials and permissions that SkyPilot needs, and says how to
fix what is missing.

  aws                      is AWS ready for SkyPilot? The main job.
  configure list           profile, keys and region, with where they come from
  configure list-profiles  all profiles; -v with kind, account and SSO login
  configure compare        why it works in another tool and not in SkyPilot
  policy generate          the minimal policy, or what is missing
  policy check FILE...     which capabilities policies would enable, offline
  sandbox [SCENARIO]       an embedded AWS, for trying, teaching and testing
  report FILE...           saved reports in any format, several in one
  explain [CODE]           what a finding means and how to fix it
  completion SHELL         a script for bash, zsh or fish
  help [COMMAND]           the help of a command, as COMMAND --help
  -V, --version            the version;  -h, --help  this help

Examples:
  skycheck aws --sandbox -v                  try it without an AWS account
  skycheck aws -v                            with all that was seen
  skycheck aws --require compute,spot -q     as a step in CI
${EXIT_LINE},
  128+n signal
`;
