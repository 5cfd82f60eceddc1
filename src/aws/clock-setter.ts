/** What sets the clock of this machine. */
import type { Host } from '../host.ts';

export type ClockSetter =
  /** systemd, on Linux. */
  | 'timedatectl'
  /** Linux under Windows: its clock stops while Windows sleeps, and the hardware clock goes on. */
  | 'hwclock'
  | 'sntp'
  | 'w32tm'
  /** A container has the clock of the machine that it runs on. */
  | 'outside';

type Reader = Pick<Host, 'env' | 'platform' | 'readFile' | 'realPath'>;

/** Looks at the platform, and on Linux at the kernel's name. Source: WSL documentation; `/.dockerenv` of Docker. */
export async function findClockSetter(host: Reader): Promise<ClockSetter> {
  if (host.platform === 'darwin') return 'sntp';
  if (host.platform === 'win32') return 'w32tm';
  if ((await host.realPath('/.dockerenv')) !== undefined || (host.env.KUBERNETES_SERVICE_HOST ?? '') !== '')
    return 'outside';
  if ((host.env.WSL_DISTRO_NAME ?? '') !== '') return 'hwclock';
  const kernel = await host.readFile('/proc/version');
  const name = kernel.kind === 'file' ? new TextDecoder().decode(kernel.bytes) : '';
  return /microsoft/i.test(name) ? 'hwclock' : 'timedatectl';
}
