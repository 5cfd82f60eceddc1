import type { ConnectionOptions } from './connection-options.ts';

export interface ExplainOptions extends ConnectionOptions {
  readonly profile?: string;
  readonly offline: boolean;
}
