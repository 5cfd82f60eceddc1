/** The command line of `skycheck sandbox`. */
export interface SandboxOptions {
  readonly port: number;
  readonly json: boolean;
}
