/** Whether SkyPilot can use the keys of `aws login`, as a finding. */
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { command, type FixStep, notedCommand, unset } from '../fix-step.ts';

const PACKAGE = 'botocore[crt]';

/** That it could not be found out. */
export function loginFindings({ skypilot: { login } }: Pick<Facts, 'skypilot'>): readonly Finding[] {
  if (login?.support.kind !== 'not-known') return [];
  return [
    finding('login-support-unknown', {
      detail: `The keys come from \`aws login\`. boto3 takes them only with the package awscrt (${PACKAGE}) in SkyPilot's own environment; whether it is there could not be found out: ${login.support.reason}.`,
      fix: [notedCommand("in SkyPilot's environment", 'pip', 'install', PACKAGE)],
    }),
  ];
}

/** What a login hangs on beside the login itself; undefined where SkyPilot is known to be able to use it. */
export function loginCondition({ skypilot: { login } }: Pick<Facts, 'skypilot'>): string | undefined {
  if (login?.support.kind !== 'not-known') return undefined;
  return `boto3 takes it only with ${PACKAGE} in SkyPilot's own environment; whether it is there could not be found out.`;
}

/** What is missing, in a sentence; undefined where nothing more is known. */
export function loginObstacle({ skypilot: { login } }: Pick<Facts, 'skypilot'>): string | undefined {
  switch (login?.support.kind) {
    case 'unsupported': {
      const { package: name, found, python } = login.support;
      return found === undefined
        ? `${python}, with which \`sky\` starts, does not have the package ${name}.`
        : `${python}, with which \`sky\` starts, has ${name} ${found}, which is too old for it.`;
    }
    case 'switched-off':
      return `${login.support.variable} keeps boto3 from using awscrt, which is there.`;
    default:
      return undefined;
  }
}

/** Installs it where `sky` is installed. Source: guides of uv and pipx, "Tools" and "pipx inject". */
export function loginFix({ skypilot: { login } }: Pick<Facts, 'skypilot'>): readonly FixStep[] {
  if (login?.support.kind === 'switched-off') return [unset(login.support.variable)];
  if (login?.support.kind !== 'unsupported')
    return [notedCommand("in SkyPilot's environment", 'pip', 'install', PACKAGE)];
  const { python, hasPip } = login.support;
  if (python.includes('/uv/tools/'))
    return [command('uv', 'tool', 'install', '--with', PACKAGE, 'skypilot[aws]')];
  const [, ofPipx] = /\/pipx\/venvs\/([^/]+)\//.exec(python) ?? [];
  if (ofPipx !== undefined) return [command('pipx', 'inject', ofPipx, PACKAGE)];
  return [
    hasPip
      ? command(python, '-m', 'pip', 'install', '--upgrade', PACKAGE)
      : command('uv', 'pip', 'install', '--python', python, '--upgrade', PACKAGE),
  ];
}
