import type { Report } from '../report.ts';
import { beside, type TextStyle } from './style.ts';

const LABEL_WIDTH = 12;

/** What SkyPilot makes of this setup: how it sees the identity, what it ships, what it has on record. */
export function skypilotSection(report: Report, style: TextStyle): string[] {
  const { skypilot, role, identity } = report;
  if (skypilot === undefined) return [];
  const { identityType, configFiles, workspace, apiServer } = skypilot;
  const rows: readonly (readonly [label: string, text: string | undefined])[] = [
    ['identity', identityType === null ? undefined : `of type ${identityType}`],
    ['config', configFiles.length === 0 ? undefined : configText(configFiles)],
    ['workspace', workspace === 'default' ? undefined : workspace],
    ['role', identity === null ? undefined : roleText(role)],
    ['uploads', uploadText(skypilot.upload)],
    ['clouds', cloudsText(report)],
    ['API server', apiServer === null ? undefined : `${apiServer.endpoint} (${apiServer.location})`],
    ['clusters', clusterText(skypilot)],
  ];
  return [
    style.paint.bold('SkyPilot'),
    ...rows.flatMap(([label, text]) =>
      text === undefined
        ? []
        : beside(label, text, style.columns, {
            indent: 2,
            labelWidth: LABEL_WIDTH,
            paintLabel: style.paint.dim,
          }),
    ),
  ];
}

type Skypilot = NonNullable<Report['skypilot']>;

function configText(files: Skypilot['configFiles']): string {
  return files.map(({ file, state }) => (state === 'read' ? file : `${file} (${state})`)).join(', ');
}

function roleText({ name, instanceProfile, iamRole, trust }: Report['role']): string | undefined {
  if (instanceProfile === undefined || instanceProfile === 'unknown') return `${name} (not looked up)`;
  const parts = [
    `instance profile ${instanceProfile}`,
    `role ${iamRole}`,
    ...(iamRole === 'exists' ? [`EC2 ${TRUST[trust ?? 'unknown']}`] : []),
  ];
  return `${name}: ${parts.join(', ')}`;
}

const TRUST = {
  admitted: 'may assume it',
  refused: 'may not assume it',
  unknown: 'may or may not assume it',
} as const;

function uploadText({ file, profiles, reason }: Skypilot['upload']): string {
  if (file === null) return `nothing: ${reason ?? 'unknown'}`;
  const word = profiles.length === 1 ? 'profile' : 'profiles';
  const held = profiles.length === 0 ? '' : ` (${word} ${profiles.join(', ')})`;
  return `the whole of ${file}, to every cluster${held}`;
}

/** What does not work with these credentials on several clouds. Source: SkyPilot AWS page, "Multi-cloud access with SSO login". */
function cloudsText({ multiCloud }: Report): string | undefined {
  if (multiCloud.length === 0) return undefined;
  const lost = multiCloud.filter(({ works }) => works !== 'yes');
  if (lost.length === 0) return 'these credentials also work on clusters outside AWS';
  return [...new Set(lost.map(({ feature, works, note }) => note ?? `${feature}: ${works}`))].join('; ');
}

function clusterText({ clusters, clustersNotRead }: Skypilot): string | undefined {
  if (clustersNotRead !== null) return `not read: ${clustersNotRead}`;
  if (clusters.length === 0) return undefined;
  const others = clusters.filter(({ match }) => match !== 'same').length;
  const own = `${clusters.length} on AWS on record`;
  return others === 0 ? `${own}, all of this identity` : `${own}, ${others} of another identity`;
}
