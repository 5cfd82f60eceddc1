import { type Command, InvalidArgumentError, Option } from 'commander';
import { PARTITIONS } from '../../aws-facts/partitions.ts';
import { FORMAT_NAMES } from '../../report/formats/formats.ts';
import { DEFAULT_ROLE } from '../../skypilot/remote-identity.ts';
import { parseRepository } from '../../web-identity/github-trust.ts';
import { readCapabilities, readChosenCapabilities } from '../capability-list.ts';
import type { Submit } from '../context.ts';
import { withHelp } from '../help.ts';
import { CHECK_HELP, GENERATE_HELP, POLICY_HELP } from '../help-texts.ts';
import { addConnectionOptions } from './connection-options.ts';
import { addLaunchOptions } from './launch-options.ts';
import { collectFiles } from './option-values.ts';
import {
  AUDIENCES,
  type GenerateOptions,
  type GithubRepository,
  POLICY_FORMATS,
  type PolicyCheckOptions,
} from './policy-options.ts';
import { addReportOptions } from './report-options.ts';

/** Declares `skycheck policy generate` and `skycheck policy check`. */
export function addPolicyCommand(parent: Command, submit: Submit): void {
  const policy = parent
    .command('policy')
    .copyInheritedSettings(parent)
    .description('make the least IAM policy for SkyPilot, or check what policies would enable');
  withHelp(policy, POLICY_HELP);
  addGenerate(policy, submit);
  addCheck(policy, submit);
}

function addGenerate(policy: Command, submit: Submit): void {
  const generate = policy
    .command('generate')
    .copyInheritedSettings(policy)
    .description(
      "print the minimal policy for chosen capabilities, in the statements of SkyPilot's AWS page",
    );
  withHelp(generate, GENERATE_HELP);
  addConnectionOptions(generate, 'for --account auto: ')
    .option(
      '--with <capabilities>',
      'for these, separated by commas, or "all" (default: compute,spot, and for a role storage too)',
      readChosenCapabilities,
    )
    .addOption(
      new Option(
        '--for <audience>',
        "who gets it: SkyPilot's user, the role of its instances, skycheck itself, or jobs of a repository on GitHub (their trust policy)",
      )
        .choices(AUDIENCES)
        .default('user'),
    )
    .option('--account <id>', 'the account; "auto" asks AWS with your credentials', readAccountOrAuto, 'auto')
    .addOption(partitionOption())
    .addOption(
      new Option('--format <format>', 'the document alone, or what makes user, role and instance profile too')
        .choices(POLICY_FORMATS)
        .default('json'),
    )
    .option('--role <name>', "the role of SkyPilot's instances", readRole, DEFAULT_ROLE)
    .option('--user <name>', 'for --format: the user', readRole, 'skypilot')
    .option('--repo <owner/name>', 'for github: the repository', readRepository)
    .option('--environment <name>', 'for github: jobs with this environment')
    .option('--branch <name>', 'for github: jobs of this branch; * and ? are wildcards')
    .option('--tag <name>', 'for github: jobs of this tag; * and ? are wildcards')
    .option('--pull-request', 'for github: jobs of pull requests', false)
    .option('--audience <name>', 'for github: the audience of the token (default: "sts.amazonaws.com")')
    .option(
      '--owner-id <number>',
      'for github: the id of the owner, so that no other of that name fits',
      readId,
    )
    .option('--repo-id <number>', 'for github: the id of the repository', readId)
    .option('--issuer <url>', "for github: the issuer, where it is not GitHub's own", readIssuer)
    .option('--ci-role <name>', 'for github: the role that the jobs assume', readRole, 'skypilot-ci')
    .option(
      '--documented-only',
      "only what the AWS page says, without what SkyPilot's code calls beyond it",
      false,
    )
    .option('--profile <name>', 'the profile to ask with')
    .option('--missing', 'what the identity lacks: checks as `skycheck aws` does', false)
    .option('--require <capabilities>', 'for --missing: for these alone', readCapabilities, [])
    .option('--with-policy <file>', 'for --missing: beside the policies of this file', collectFiles, [])
    .option('--region <name>', 'for --missing: the region to check')
    .option('--config <file>', "for --missing: a configuration file of SkyPilot's")
    .option('--sandbox [scenario]', 'for --missing: check the embedded AWS')
    .allowExcessArguments(false)
    .action((options: GenerateOptions) => {
      submit(async (context) =>
        options.missing
          ? (await import('./policy-missing-run.ts')).runMissing(options, context)
          : (await import('./policy-generate-run.ts')).runGenerate(options, context),
      );
    });
}

function addCheck(policy: Command, submit: Submit): void {
  const check = policy
    .command('check')
    .copyInheritedSettings(policy)
    .argument('[file...]', 'policies of one identity, which apply together; - is standard input')
    .description('which capabilities policy documents would enable; makes no call');
  withHelp(check, CHECK_HELP);
  addLaunchOptions(addReportOptions(check, FORMAT_NAMES))
    .option('--identity <name>', 'whose policies, in a file about an account: user/NAME or role/NAME')
    .option('--boundary <file>', 'the permissions boundary of the identity')
    .option('--scp <file>', 'a service control policy; each is a level of the organization', collectFiles)
    .option('--trust <file>', 'in place of policies: the trust policy of a role')
    .option('--claims <file>', 'with --trust: the claims of a token as JSON, or the token')
    .option('--account <id>', 'the account (default: the one that the ARNs name)', readAccount)
    .addOption(partitionOption())
    .option('--region <name>', 'the region to check (default: the one that the ARNs name)', readRegion)
    .option('--role <name>', "the role of SkyPilot's instances (default: its configuration's)", readRole)
    .action((files: string[], options: PolicyCheckOptions) => {
      submit(async (context) =>
        options.trust === undefined && options.claims === undefined
          ? (await import('./policy-check-run.ts')).runPolicyCheck(files, options, context)
          : (await import('./policy-trust-run.ts')).runTrustCheck(files, options, context),
      );
    });
}

const partitionOption = () =>
  new Option('--partition <id>', 'the partition of AWS').choices(PARTITIONS.map(({ id }) => id));

function readAccountOrAuto(text: string): string {
  return text === 'auto' ? text : readAccount(text);
}

function readAccount(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError('It takes an account ID: twelve digits, without hyphens.');
}

/** Source: IAM API Reference, CreateRole. */
function readRole(text: string): string {
  if (/^[\w+=,.@-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('It takes the name of a role: up to 64 letters, digits and +=,.@-_ .');
}

function readRegion(text: string): string {
  if (/^[a-z0-9-]{1,63}$/.test(text)) return text;
  throw new InvalidArgumentError('It takes the name of a region, such as us-east-1.');
}

function readRepository(text: string): GithubRepository {
  const repository = parseRepository(text);
  if (repository !== undefined) return repository;
  throw new InvalidArgumentError('It takes a repository of GitHub: OWNER/NAME.');
}

function readId(text: string): string {
  if (/^\d{1,20}$/.test(text)) return text;
  throw new InvalidArgumentError('It takes a number, as `gh api repos/OWNER/NAME` shows.');
}

function readIssuer(text: string): string {
  if (/^https:\/\/[\w.-]+(\/[\w./-]*)?$/.test(text)) return text;
  throw new InvalidArgumentError('It takes a URL that begins with https://.');
}
