/** What `.skycheck.yaml` may hold; the JSON Schema that ships is made of it (`npm run schema`). */
import * as z from 'zod';
import { FINDING_CODES } from '../findings/registry.ts';
import { FORMAT_NAMES } from '../report/formats/formats.ts';
import { CAPABILITY_IDS } from '../skypilot/requirements.ts';
import { FAIL_ON_SEVERITIES } from './finding-code.ts';

const list = <T extends z.ZodType>(item: T) => z.union([item, z.array(item)]);
const file = z.string().min(1);

/** Keys as the flags, which win. Nothing here names a program, an endpoint or credentials: a pull request may bring it. */
export const projectConfigSchema = z
  .strictObject({
    require: list(z.enum([...CAPABILITY_IDS, 'all'])).describe('as --require'),
    regions: list(z.string().min(1)).describe('as --region: names and patterns'),
    ignore: list(z.enum(FINDING_CODES)).describe('as --ignore'),
    'fail-on': list(z.enum([...FAIL_ON_SEVERITIES, ...FINDING_CODES])).describe('as --fail-on'),
    task: file.describe('as --task: a file beside this one, or below it'),
    config: file.describe('as --config: a file beside this one, or below it'),
    formats: z
      .union([
        z.partialRecord(z.enum(FORMAT_NAMES), file),
        z.array(z.string().regex(new RegExp(`^(${FORMAT_NAMES.join('|')})=.+$`))),
      ])
      .describe('as --report: the file for each format, or FORMAT=FILE; beside this one or below it'),
  })
  .partial()
  .meta({ title: 'skycheck: .skycheck.yaml' });
