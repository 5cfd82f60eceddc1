import type { ConfigFile, ConfigFileError } from '../../config/aws-config-types.ts';
import { placeText } from '../../file-line.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { command, edit, type FixStep, notedCommand, shellWord, unset } from '../fix-step.ts';

/** Findings about the two AWS files themselves. */
export function configFileFindings({ config, profileName }: Facts): readonly Finding[] {
  return [config.config, config.credentials].flatMap((file) => [
    ...parseFinding(file, profileName),
    ...ignoredFinding(file),
  ]);
}

function parseFinding({ state }: ConfigFile, profileName: string): readonly Finding[] {
  if (state.kind !== 'broken') return [];
  const { error } = state;
  return [
    finding(error.kind, {
      detail: `${placeText(error.source)} ${error.message}; boto3 refuses the whole file, so no profile works.`,
      at: error.source,
      fix: repair(error, profileName),
    }),
  ];
}

/**
 * What the console hands out has keys that last: it is put aside, and they are entered anew. Other forms may have keys of a
 * session, which `aws configure` does not ask for whole.
 */
function repair(error: ConfigFileError, profileName: string): readonly FixStep[] {
  const { source, form } = error;
  if (form !== 'csv') return [repairStep(error)];
  const flag = profileName === 'default' ? [] : ['--profile', profileName];
  return [
    notedCommand('puts the file aside', 'mv', source.file, `${source.file}.${form}`),
    notedCommand(`asks for the keys that are in ${source.file}.${form}`, 'aws', 'configure', ...flag),
  ];
}

function repairStep({ source, kind }: ConfigFileError): FixStep {
  if (kind === 'config-byte-order-mark') return command('sed', '-i', '1s/^\\xef\\xbb\\xbf//', source.file);
  if (kind === 'config-utf-16') {
    const file = shellWord(source.file);
    return command({ shell: `iconv -f UTF-16 -t UTF-8 ${file} > ${file}.new && mv ${file}.new ${file}` });
  }
  return edit(source);
}

function ignoredFinding({ state, variable, display, role }: ConfigFile): readonly Finding[] {
  const problem = ignoredReason(state, variable !== undefined);
  if (problem === undefined) return [];
  const named = variable === undefined ? display : `${variable} names ${display}, which`;
  return [
    finding('config-file-ignored', {
      detail: `${named} ${problem}. boto3 silently goes on without a ${role} file.`,
      fix: [...(variable === undefined ? [] : [unset(variable)]), ...accessFix(state, display, role)],
    }),
  ];
}

/** Where there is no file any more, there are no credentials either. */
const SET_UP_AGAIN = notedCommand('or put the file there that was meant', 'aws', 'configure');

/** Docker makes a directory of a file that it is to mount and does not find; `sudo` leaves files of root's. */
function accessFix(state: ConfigFile['state'], file: string, role: ConfigFile['role']): readonly FixStep[] {
  const setUp = role === 'credentials' ? [SET_UP_AGAIN] : [];
  if (state.kind === 'missing' && state.linkTo !== undefined)
    return [notedCommand('removes the link, which leads nowhere', 'rm', file), ...setUp];
  if (state.kind === 'directory')
    return [notedCommand('removes the directory, if it is empty', 'rmdir', file), ...setUp];
  if (state.kind !== 'unreadable' || !/^E(ACCES|PERM)$/.test(state.code)) return [];
  return [command('sudo', 'chown', { shell: '"$(id -un)"' }, file), command('chmod', '600', file)];
}

function ignoredReason(state: ConfigFile['state'], isNamed: boolean): string | undefined {
  if (state.kind === 'directory') return 'is a directory';
  if (state.kind === 'unreadable') return `cannot be read (${state.code})`;
  if (state.kind !== 'missing') return undefined;
  if (state.linkTo !== undefined) return `is a link to ${state.linkTo}, which does not exist`;
  return isNamed ? 'does not exist' : undefined;
}
