import { listProfiles } from '../../credentials/list-profiles.ts';
import { type ResolutionFiles, readResolutionFiles } from '../../credentials/resolve.ts';
import { placeText } from '../../file-line.ts';
import { line, ownText, printable, printableData } from '../../printable.ts';
import { profileListDocument } from '../../report/configure-json.ts';
import type { ProfileListDocument } from '../../report/configure-schema.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit.ts';
import { profileListContent } from '../profile-list-document.ts';
import { profileListLines } from '../profile-list-text.ts';
import { styleFor } from '../terminal.ts';
import type { ListProfilesOptions } from './configure-options.ts';

/** Runs `skycheck configure list-profiles`. */
export async function runListProfiles(options: ListProfilesOptions, context: CliContext): Promise<number> {
  const { terminal, host } = context;
  const files = await readResolutionFiles(host);
  const list = await listProfiles(files, host);
  const error = fileError(files);
  if (options.format === 'json') {
    terminal.stdout.write(profileListDocument(profileListContent(list, error)));
  } else {
    const lines = options.verbose
      ? profileListLines(
          printableData(list),
          host.now(),
          await styleFor(terminal.stdout, terminal.env, undefined),
        )
      : list.profiles.map(({ name }) => printable(name));
    terminal.stdout.write(ownText(lines.map((row) => `${row}\n`).join('')));
    if (error !== undefined) terminal.stderr.write(line`skycheck: ${error.message}\n`);
  }
  return error === undefined ? EXIT.ok : EXIT.failed;
}

/** boto3 knows no profile at all where one of the files cannot be parsed. */
function fileError({ config }: ResolutionFiles): NonNullable<ProfileListDocument['error']> | undefined {
  if (config.error === undefined) return undefined;
  const { kind, source, message } = config.error;
  return { code: kind, message: `${placeText(source)} ${message}; boto3 refuses the whole file.` };
}
