import type { SkyConfigFile } from '../../skypilot/config/sources.ts';
import { awsIsOff, type SkyConfig } from '../../skypilot/sky-config.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';

/** Findings about SkyPilot's configuration. */
export function skyConfigFindings(facts: Facts): readonly Finding[] {
  return [
    ...files(facts),
    ...invalid(facts),
    ...conflict(facts.skypilot.skyConfig.config),
    ...switchedOff(facts),
    ...restricted(facts),
    ...workspaceProfile(facts),
    ...systemsManager(facts),
  ];
}

function files({ skypilot: setup }: Facts): readonly Finding[] {
  return setup.skyConfig.files.flatMap((file) => fileFinding(file) ?? []);
}

function fileFinding({ display, variable, state }: SkyConfigFile): Finding | undefined {
  switch (state.kind) {
    case 'read':
      return undefined;
    case 'missing':
      return finding('sky-config-missing', {
        detail: `${variable ?? '--config'} names ${display}, which does not exist.`,
        fix: variable === undefined ? [] : [`unset ${variable}`],
      });
    case 'unreadable':
      return finding('sky-config-unreadable', { detail: `${display} cannot be read (${state.code}).` });
    case 'broken':
      return finding('sky-config-broken', {
        detail: `${state.at.file}, line ${state.at.line}: ${state.message}. Nothing of the file has any effect until that is mended.`,
      });
  }
}

function invalid({ skypilot: setup }: Facts): readonly Finding[] {
  const { problems } = setup.skyConfig;
  if (problems.length === 0) return [];
  const lines = problems.map(({ at, path, message }) =>
    `${at.file}, line ${at.line}: ${path} ${message}`.replace(':  ', ': '),
  );
  return [finding('sky-config-invalid', { detail: `${lines.join('; ')}.` })];
}

function conflict({ useSsm, sshProxyCommand }: SkyConfig): readonly Finding[] {
  if (useSsm?.value !== true || sshProxyCommand === undefined) return [];
  return [
    finding('sky-config-conflict', {
      detail: `aws.use_ssm (${useSsm.at.file}, line ${useSsm.at.line}) and aws.ssh_proxy_command (${sshProxyCommand.at.file}, line ${sshProxyCommand.at.line}) are both set.`,
    }),
  ];
}

function switchedOff({ skypilot: setup }: Facts): readonly Finding[] {
  const off = awsIsOff(setup.skyConfig.config);
  if (off === undefined) return [];
  return [
    finding('sky-aws-not-allowed', {
      detail: `${off.value} (${off.at.file}, line ${off.at.line}). \`sky check aws\` does not enable AWS.`,
    }),
  ];
}

function restricted({ skypilot: setup }: Facts): readonly Finding[] {
  const { capabilities } = setup.skyConfig.config;
  const missing = ['compute', 'storage'].filter((id) => capabilities?.value.includes(id) === false);
  if (capabilities === undefined || missing.length === 0) return [];
  return [
    finding('sky-capabilities-restricted', {
      detail: `capabilities in ${capabilities.at.file}, line ${capabilities.at.line}, leaves out ${missing.join(' and ')}.`,
    }),
  ];
}

function workspaceProfile({ skypilot: setup, profile }: Facts): readonly Finding[] {
  const { name, profile: chosen } = setup.skyConfig.config.workspace;
  const place = chosen === undefined ? '' : `${chosen.at.file}, line ${chosen.at.line}`;
  if (chosen === undefined || profile.location !== place) return [];
  return [
    finding('sky-profile-from-workspace', {
      detail: `The workspace "${name}" chooses the profile "${chosen.value}" (${place}).`,
    }),
  ];
}

function systemsManager({ skypilot: setup, capabilities }: Facts): readonly Finding[] {
  const { useSsm, useInternalIps, sshProxyCommand } = setup.skyConfig.config;
  const reason = useSsm ?? (sshProxyCommand === undefined ? useInternalIps : undefined);
  if (reason?.value !== true) return [];
  const status = capabilities.find(({ id }) => id === 'ssm')?.status ?? 'unknown';
  const may = {
    enabled: 'This identity may start sessions.',
    disabled: 'This identity may not start sessions: SkyPilot will not reach what it launches.',
    unknown: 'Whether this identity may start sessions is not known.',
  }[status];
  const key = reason === useSsm ? 'aws.use_ssm' : 'aws.use_internal_ips without a proxy command';
  return [
    finding('sky-uses-ssm', {
      severity: status === 'disabled' ? 'warning' : 'info',
      detail: `${key} (${reason.at.file}, line ${reason.at.line}) turns Systems Manager on. ${may}`,
    }),
  ];
}
