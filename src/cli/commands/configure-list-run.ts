import { listConfiguration } from '../../configure.ts';
import { configureListTable } from '../../credentials/configure-list.ts';
import { line, ownText, printableData } from '../../printable.ts';
import { configureListDocument } from '../../report/configure-json.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit.ts';
import { underTimeLimit } from '../time-limit.ts';
import type { ConfigureListOptions } from './configure-options.ts';

/** Runs `skycheck configure list`. */
export async function runConfigureList(options: ConfigureListOptions, context: CliContext): Promise<number> {
  const { terminal, version } = context;
  const timeoutMs = options.timeout * 1000;
  const request = {
    profile: options.profile,
    offline: options.offline,
    renewSsoToken: options.refresh,
    endpointUrl: options.endpointUrl,
    timeoutMs,
    version,
  };
  const list = await underTimeLimit(timeoutMs, context, (signal, machine) =>
    listConfiguration({ ...request, signal }, machine),
  );
  const { error, rows } = list;
  if (options.format === 'json') {
    terminal.stdout.write(configureListDocument(rows, error));
  } else {
    terminal.stdout.write(
      ownText(
        configureListTable(printableData(rows), options.layout)
          .map((row) => `${row}\n`)
          .join(''),
      ),
    );
    if (error !== undefined) terminal.stderr.write(line`skycheck: ${error.message}\n`);
  }
  return error === undefined ? EXIT.ok : EXIT.failed;
}
