import { type CaBundle, caBundleSetting } from '../aws/ca-bundle.ts';
import { expandUser } from '../config/python-path.ts';
import type { Resolution } from '../credentials/resolve.ts';
import type { Host } from '../host.ts';

/** Reads the file of trusted certificates that boto3 would read. */
export async function readCaBundle({ scope }: Pick<Resolution, 'scope'>, host: Host): Promise<CaBundle> {
  const setting = caBundleSetting(host.env, scope.sessionEntries);
  if (setting === undefined) return { kind: 'none' };
  if (setting.path.trim() === '') return { kind: 'blank', setting };
  const file = await host.readFile(await expandUser(setting.path, host));
  const unreadable = (problem: string): CaBundle => ({ kind: 'unreadable', setting, problem });
  switch (file.kind) {
    case 'file':
      return /-----BEGIN (?:X509 )?CERTIFICATE-----/.test(Buffer.from(file.bytes).toString('latin1'))
        ? { kind: 'read', setting, pem: file.bytes }
        : unreadable('holds no certificate in PEM');
    case 'missing':
      return unreadable('does not exist');
    case 'directory':
      return unreadable('is a directory');
    case 'too-large':
      return unreadable('is larger than 16 MiB');
    case 'unreadable':
      return unreadable(`cannot be read (${file.code})`);
  }
}

/** The same as settings of the network. */
export function trustSettings(bundle: CaBundle): { readonly ca?: Uint8Array; readonly caProblem?: string } {
  switch (bundle.kind) {
    case 'read':
      return { ca: bundle.pem };
    case 'unreadable':
      return { caProblem: bundleProblem(bundle) };
    default:
      return {};
  }
}

/** What is wrong with a file that is named, as a sentence. */
function bundleProblem({ setting, problem }: Extract<CaBundle, { kind: 'unreadable' }>): string {
  return `${setting.location} names ${setting.path} as the file of trusted certificates, which ${problem}.`;
}
