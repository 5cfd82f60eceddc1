/** Whether verdict and findings of a report agree. */
import type { Report, ReportCapability } from '../../src/report/report.ts';

const EXIT_CODES = { ready: 0, 'not-ready': 1, undecided: 3 } as const;

/** The topics of findings that say why a condition does not hold: a part of their codes. */
const CODES_OF_CONDITIONS: Readonly<Record<ReportCapability['conditions'][number]['id'], RegExp>> = {
  identity: /./,
  login: /^login-support-unknown$/,
  'client-settings': /^client-setting-invalid$/,
  'sky-config': /^sky-config-/,
  'aws-in-sky-config': /^sky-aws-not-allowed$/,
  'capability-in-sky-config': /^sky-capabilities-restricted$/,
  'credentials-file': /^sky-credentials-file-missing$/,
  account: /^account-/,
  region: /^(regions-not-usable|partition-not-offered)$/,
  role: /^skypilot-role-(missing|empty)$/,
};

export function errorsOf({ findings }: Report): Report['findings'] {
  return findings.filter(({ severity }) => severity === 'error');
}

/** Findings about capabilities begin with their names. */
function isAbout(detail: string, id: string): boolean {
  return (detail.split(': ')[0] ?? '').split(', ').includes(id);
}

/** The errors that say why a capability is disabled. */
function causesOf(report: Report, { id, conditions, requirements }: ReportCapability): readonly string[] {
  const denied = conditions.filter(({ decision }) => decision === 'denied');
  const actions = requirements.filter(({ decision }) => decision === 'denied').map(({ action }) => action);
  return errorsOf(report)
    .filter(
      ({ code, detail }) =>
        denied.some((condition) => CODES_OF_CONDITIONS[condition.id].test(code)) ||
        (isAbout(detail, id) && actions.some((action) => detail.includes(action))) ||
        code === 'access-key-quarantined',
    )
    .map(({ code }) => code);
}

/** What is wrong with a report, in words; nothing where verdict and findings agree. */
export function disagreements(report: Report): readonly string[] {
  const asked = report.capabilities.filter(({ id }) => report.asked.includes(id));
  const with_ = (status: string) => asked.filter((capability) => capability.status === status);
  const worst =
    with_('disabled').length > 0 ? 'not-ready' : with_('unknown').length > 0 ? 'undecided' : 'ready';
  const errors = errorsOf(report);
  const codes = report.findings.map(({ code }) => code);
  const order = report.findings.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity));
  const wrong: (readonly [isWrong: boolean, what: string])[] = [
    [asked.length !== report.asked.length || asked.length === 0, 'not all that is asked for is there'],
    [report.verdict !== worst, `${report.verdict}, though what is asked for is ${worst}`],
    [report.exitCode !== EXIT_CODES[report.verdict], `exit status ${report.exitCode}`],
    [report.verdictReason === '', 'no reason'],
    [worst === 'ready' && errors.length > 0, `ready, with ${errors.map(({ code }) => code)}`],
    ...with_('disabled').map(
      (capability) =>
        [causesOf(report, capability).length === 0, `no error says why ${capability.id} is off`] as const,
    ),
    ...with_('unknown').map(
      ({ id }) =>
        [
          !errors.some(
            ({ code, detail }) => code === 'capability-undecided' && detail.startsWith(`${id}: `),
          ) && !(report.identity === null && errors.length > 0),
          `no error says what of ${id} is open`,
        ] as const,
    ),
    [report.enabled.length > 0 && report.identity === null, 'enabled without an identity'],
    [
      report.findings.some(({ cause }) => cause !== null && !codes.includes(cause)),
      'a cause that is not there',
    ],
    [order.some((rank, index) => rank < (order[index - 1] ?? 0)), 'findings are not in their order'],
  ];
  return wrong.filter(([isWrong]) => isWrong).map(([, what]) => what);
}
