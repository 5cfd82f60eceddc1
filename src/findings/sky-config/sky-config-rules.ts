import { excludeEachOther, stoppedBy } from '../../conditions/decide-conditions.ts';
import { placeText } from '../../file-line.ts';
import type { SkyConfigFile } from '../../skypilot/config/sources.ts';
import { awsIsOff, type SkyConfig } from '../../skypilot/sky-config.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { edit, unset } from '../fix-step.ts';

/** Findings about SkyPilot's configuration. */
export function skyConfigFindings(facts: Facts): readonly Finding[] {
  return [
    ...files(facts),
    ...invalid(facts),
    ...ignored(facts),
    ...conflict(facts.skypilot.skyConfig.config),
    ...switchedOff(facts),
    ...restricted(facts),
    ...workspaceProfile(facts),
    ...systemsManager(facts),
  ];
}

function files({ skypilot }: Facts): readonly Finding[] {
  return skypilot.skyConfig.files.flatMap((file) => fileFinding(file) ?? []);
}

function fileFinding({ display, variable, state }: SkyConfigFile): Finding | undefined {
  switch (state.kind) {
    case 'read':
      return undefined;
    case 'missing':
      return finding('sky-config-missing', {
        detail: `${variable ?? '--config'} names ${display}, which does not exist.`,
        fix: variable === undefined ? [] : [unset(variable)],
      });
    case 'unreadable':
      return finding('sky-config-unreadable', { detail: `${display} cannot be read (${state.code}).` });
    case 'broken':
      return finding('sky-config-broken', {
        detail: `${placeText(state.at)}: ${state.message}. Nothing of the file has any effect until that is corrected.`,
        at: state.at,
      });
  }
}

function invalid({ skypilot }: Facts): readonly Finding[] {
  const { problems } = skypilot.skyConfig;
  if (problems.length === 0) return [];
  const lines = problems.map(({ at, path, message }) =>
    `${placeText(at)}: ${path} ${message}`.replace(':  ', ': '),
  );
  return [
    finding('sky-config-invalid', {
      detail: `${lines.join('; ')}.`,
      at: problems[0]?.at,
      fix: problems.map(({ at }) => edit(at)),
    }),
  ];
}

function ignored({ skypilot }: Facts): readonly Finding[] {
  const keys = skypilot.skyConfig.ignored;
  if (keys.length === 0) return [];
  const lines = keys.map(({ path, at }) => `${path} (${placeText(at)})`);
  return [
    finding('sky-config-key-ignored', {
      detail: `${lines.join(', ')}: only the API server's own file may set ${keys.length === 1 ? 'it' : 'them'}; on this machine that is ~/.sky/config.yaml.`,
      at: keys[0]?.at,
      fix: keys.map(({ at }) => edit(at)),
    }),
  ];
}

function conflict(config: SkyConfig): readonly Finding[] {
  const { useSsm, sshProxyCommand } = config;
  if (!excludeEachOther(config) || useSsm === undefined || sshProxyCommand === undefined) return [];
  return [
    finding('sky-config-conflict', {
      detail: `aws.use_ssm (${placeText(useSsm.at)}) and aws.ssh_proxy_command (${placeText(sshProxyCommand.at)}) are both set.`,
      at: sshProxyCommand.at,
    }),
  ];
}

function switchedOff({ skypilot }: Facts): readonly Finding[] {
  const off = awsIsOff(skypilot.skyConfig.config);
  if (off === undefined) return [];
  return [
    finding('sky-aws-not-allowed', {
      detail: `${off.value} (${placeText(off.at)}). \`sky check aws\` does not enable AWS.`,
      at: off.at,
    }),
  ];
}

function restricted({ skypilot, capabilities: states }: Facts): readonly Finding[] {
  const { capabilities } = skypilot.skyConfig.config;
  const missing = ['compute', 'storage'].filter((id) => capabilities?.value.includes(id) === false);
  if (capabilities === undefined || missing.length === 0) return [];
  return [
    finding('sky-capabilities-restricted', {
      detail: `capabilities in ${placeText(capabilities.at)} leaves out ${missing.join(' and ')}.`,
      at: capabilities.at,
      stops: stoppedBy('capability-in-sky-config', states),
    }),
  ];
}

function workspaceProfile({ skypilot, profileChosenBy }: Facts): readonly Finding[] {
  const { name, profile: chosen } = skypilot.skyConfig.config.workspace;
  if (chosen === undefined || profileChosenBy !== 'workspace') return [];
  return [
    finding('sky-profile-from-workspace', {
      detail: `The workspace "${name}" chooses the profile "${chosen.value}" (${placeText(chosen.at)}).`,
      at: chosen.at,
    }),
  ];
}

function systemsManager({ skypilot, capabilities }: Facts): readonly Finding[] {
  const { useSsm, useInternalIps, sshProxyCommand } = skypilot.skyConfig.config;
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
      detail: `${key} (${placeText(reason.at)}) turns Systems Manager on. ${may}`,
      at: reason.at,
    }),
  ];
}
