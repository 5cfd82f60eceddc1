/** Whether an account encrypts new volumes by default. Source: EBS User Guide, "Encryption by default". */
import type { Account } from './account.ts';
import type { EbsEncryptionScenario } from './scenario.ts';

/** The account's setting in a region; undefined where it encrypts only what is asked for. */
export function ebsEncryptionByDefault(
  { scenario }: Account,
  region: string,
): EbsEncryptionScenario | undefined {
  const setting = scenario.ebsEncryptionByDefault;
  return setting?.regions === undefined || setting.regions.includes(region) ? setting : undefined;
}
