/** `--valid-for`: will the credentials outlive the job; the same answer in every format. */
import { describe, expect, it } from 'vitest';
import { IDENTITY_FORMATS } from '../../src/report/formats/formats.ts';
import { parseReport, skycheck, temporaryHome } from './support/skycheck.ts';

describe('--valid-for', () => {
  it.each([
    ['least-privilege', '30d', 0, 'ready', undefined],
    ['sso', '6h', 0, 'ready', undefined],
    ['sso', '9h', 1, 'not-ready', 'credentials-end-too-soon'],
    ['sso-renewable', '9h', 3, 'undecided', 'credentials-end-unknown'],
    // The login that is over is what is found, and nothing follows from it.
    ['sso-expired', '1h', 1, 'not-ready', 'sso-token-expired'],
  ])('%s for %s: %i', async (scenario, duration, status, verdict, code) => {
    const result = await skycheck([
      'aws',
      '--sandbox',
      scenario,
      '--valid-for',
      duration,
      '--format',
      'json',
    ]);
    const report = parseReport(result.stdout);
    expect({ status: result.status, verdict: report.verdict }).toEqual({ status, verdict });
    expect(report.findings.find(({ severity }) => severity === 'error')?.code).toBe(code);
    expect(report.status).toBe(scenario === 'sso-expired' ? 'disabled' : 'enabled');
  });

  it('asks about what the controller has, where the job is a managed one', async () => {
    const { stdout, status } = await skycheck([
      ...['aws', '--sandbox', 'sso', '--for', 'm6i.large', '--as', 'job', '--valid-for', '9h'],
      ...['--format', 'json'],
    ]);
    expect(status).toBe(0);
    expect(parseReport(stdout).validFor).toMatchObject({
      seconds: 9 * 3600,
      decision: 'allowed',
      decidedBy: 'controller',
      client: { decision: 'denied', lasting: false },
      controller: { decision: 'allowed', lasting: true },
    });
  });

  it.each(IDENTITY_FORMATS)('says so in %s', async (format) => {
    const { stdout, stderr } = await skycheck([
      ...['aws', '--sandbox', 'sso', '--valid-for', '9h30m', '-v', '--format', format],
    ]);
    expect(`${stdout}${stderr}`).toMatch(
      format === 'json' ? /"seconds": ?34200/ : /valid for 9h30m|end too soon|before the job/i,
    );
  });

  it('is said offline as well, of what files tell', async () => {
    const home = await temporaryHome({
      '.aws/credentials':
        '[default]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\naws_session_token = t\naws_expiration = 2020-01-01T00:00:00Z\n',
    });
    const { stdout, status } = await skycheck(['aws', '--offline', '--valid-for', '1h'], { home });
    expect(status).toBe(1);
    expect(stdout).toContain('valid for 1h');
    expect(stdout).toContain('Ended 2020-01-01 00:00 UTC');
  });

  it.each(['8', '', '0h', '-1h', '8 hours', '1h8d', '99999d', '1.5h', 'soon'])('refuses %j', async (text) => {
    const { status, stdout, stderr } = await skycheck(['aws', `--valid-for=${text}`]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('such as 90s, 30m, 8h, 1h30m or 2d');
  });
});
