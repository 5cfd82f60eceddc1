/** The pages of `skycheck explain`: topics, findings, capabilities. */
import { FINDINGS, type FindingCode } from '../findings/registry.ts';
import { type SkyPilotSays, skyPilotSays } from '../findings/skypilot-says.ts';
import { codesOf, TOPICS, type Topic, topicEntry } from '../findings/topics.ts';
import type { ReportFinding } from '../report/report.ts';
import { shortResource } from '../report/short-resource.ts';
import { fixLines } from '../report/text/next-step-section.ts';
import { beside, type TextStyle, wrap } from '../report/text/style.ts';
import { CAPABILITIES, type Capability, REQUIREMENTS, RESOURCES } from '../skypilot/requirements.ts';

/** What there is to read about. */
export function topicLines(style: TextStyle): string[] {
  const labelWidth = Math.max(...TOPICS.map(({ name }) => name.length));
  return [
    style.paint.bold('Topics of findings'),
    ...TOPICS.flatMap(({ name, title }) => beside(name, title, style.columns, { indent: 2, labelWidth })),
    '',
    ...beside('capabilities:', CAPABILITIES.map(({ id }) => id).join(', '), style.columns, {
      indent: 0,
      labelWidth: 13,
    }),
    '',
    'skycheck explain TOPIC, CODE or CAPABILITY · all: every code',
    'skycheck explain -   explains a denial, an encoded message or a log on standard input',
  ];
}

/** The findings of some topics. */
export function codeLines(topics: readonly Topic[], style: TextStyle): string[] {
  return topics.flatMap(({ name, title, knownFrom }, index) => [
    ...(index === 0 ? [] : ['']),
    ...wrap(`${name}: ${title}`, style.columns, 0).map(style.paint.bold),
    ...wrap(knownFrom, style.columns, 2).map(style.paint.dim),
    ...codesOf(name).flatMap((code) => [
      `  ${code} (${FINDINGS[code].severity})`,
      ...wrap(FINDINGS[code].title, style.columns, 6),
    ]),
  ]);
}

/**
 * The page of a finding.
 *
 * @param present - as it was found on this machine, by its files alone; undefined where it was not
 */
export function findingPage(
  code: FindingCode,
  present: ReportFinding | undefined,
  style: TextStyle,
): string[] {
  const { severity, title, explanation, docs } = FINDINGS[code];
  const topic = topicEntry(code);
  const says = skyPilotSays(code);
  return [
    `${style.paint.bold(code)} (${severity}${topic === undefined ? '' : `, topic ${topic.name}`})`,
    ...wrap(title, style.columns, 0),
    ...explanation.flatMap((paragraph) => ['', ...wrap(paragraph, style.columns, 0)]),
    '',
    ...(topic === undefined ? [] : wrap(`How skycheck knows: ${topic.knownFrom}`, style.columns, 0)),
    ...(says === undefined ? [] : wrap(saysSentence(says), style.columns, 0)),
    '',
    ...presentLines(present, style),
    docs,
  ];
}

function saysSentence({ where, text }: SkyPilotSays): string {
  return where === 'nowhere' ? `What SkyPilot says: nothing. ${text}` : `What \`${where}\` says: ${text}`;
}

function presentLines(present: ReportFinding | undefined, style: TextStyle): string[] {
  if (present === undefined) {
    return wrap(
      'On this machine: not found in its files. Whether AWS shows it: skycheck aws -v',
      style.columns,
      0,
    );
  }
  return [
    style.paint.bold('On this machine, now:'),
    ...wrap(present.detail, style.columns, 2),
    ...(present.fix.length === 0 ? [] : ['To fix it:', ...fixLines(present, 4, style)]),
  ];
}

/** The page of a capability: what SkyPilot does for it, and which permissions that takes. */
export function capabilityPage({ id, title, core }: Capability, style: TextStyle): string[] {
  const requirements = REQUIREMENTS.filter(({ capability }) => capability === id);
  return [
    `${style.paint.bold(id)}: ${title}`,
    core ? '`sky check aws` names it.' : '`sky check aws` does not look at it.',
    '',
    ...requirements.flatMap(({ action, resources, why, impact }) => [
      `  ${action} on ${resources.map((kind) => shortResource(RESOURCES[kind].pattern)).join(', ')}`,
      ...wrap(`${why}${impact === 'degrades' ? ' (without it SkyPilot goes on)' : ''}`, style.columns, 6),
    ]),
    '',
    `skycheck aws --require ${id}              is it enabled here?`,
    `skycheck policy generate --with ${id}     a policy that enables it`,
  ];
}
