import type { Format } from '../../report/formats/formats.ts';
import type { CliContext } from '../context.ts';
import { PROJECT_CONFIG, readProjectConfig } from '../project-config.ts';
import type { LaunchOptions } from './launch-options.ts';
import type { ReportOptions } from './report-options.ts';

/** What `.skycheck.yaml` can say for a command. */
type Configured = ReportOptions &
  Pick<LaunchOptions, 'config'> & {
    readonly region?: unknown;
    readonly task?: string;
    /** Say what is launched, as a task does. */
    readonly for?: string;
    readonly bucket?: readonly string[];
  };

/**
 * The options with what `.skycheck.yaml` says for those that were not given.
 *
 * @param formats - those that the command has; the file may be for others as well
 */
export async function withProjectConfig<T extends Configured>(
  options: T,
  formats: readonly Format[],
  { host }: Pick<CliContext, 'host'>,
): Promise<T> {
  const project = await readProjectConfig(host);
  if (project === undefined) return options;
  const { require, ignore, failOn, strict, report, config } = options;
  const ofProject = (project.failOn ?? []).map((what) => ({
    what,
    from: `fail-on: ${what} in ${PROJECT_CONFIG}`,
  }));
  return {
    ...options,
    require: require.length > 0 ? require : (project.require ?? []),
    ignore: ignore.length > 0 ? ignore : (project.ignore ?? []),
    failOn: failOn.length > 0 || strict ? failOn : ofProject,
    report:
      report.length > 0 ? report : (project.formats ?? []).filter(({ format }) => formats.includes(format)),
    ...(config === undefined && project.config !== undefined ? { config: project.config } : {}),
    ...taskFor(options, project.task),
    ...regionsFor(options, project.regions),
  };
}

/** Only where nothing else says what is launched. */
function taskFor(options: Configured, task: string | undefined): { readonly task?: string } {
  const isSaid = options.task !== undefined || options.for !== undefined || (options.bucket ?? []).length > 0;
  return task === undefined || isSaid ? {} : { task };
}

/** Only where a command takes several regions, and none was named. */
function regionsFor(
  options: { readonly region?: unknown; readonly allRegions?: unknown },
  regions: readonly string[] | undefined,
): { readonly region?: readonly string[] } {
  const { region, allRegions } = options;
  if (regions === undefined || allRegions === true) return {};
  return Array.isArray(region) && region.length === 0 ? { region: regions } : {};
}
