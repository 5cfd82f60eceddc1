import type { AwsConfig } from '../config/aws-config-types.ts';
import type { AwsCli } from '../credentials/aws-cli.ts';
import type { ProviderScope } from '../credentials/scope.ts';
import type { Host } from '../host.ts';
import type { JsFiles } from './js-files.ts';

/** What the reasons are found in, beside the views. */
export interface CompareFacts {
  readonly env: Host['env'];
  /** `--profile`. */
  readonly flag: string | undefined;
  readonly boto3: { readonly config: AwsConfig; readonly scope: ProviderScope };
  readonly jsFiles: JsFiles;
  /** What `aws` starts, for the commands of fixes. */
  readonly awsCli: AwsCli | undefined;
}
