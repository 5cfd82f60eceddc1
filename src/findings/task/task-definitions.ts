import { define, type FindingDefinitions } from '../definition.ts';
import { BUCKET_FINDINGS } from './bucket-definitions.ts';

const TASK_YAML = 'https://docs.skypilot.co/en/latest/reference/yaml-spec.html';

/** Findings about the task of `--task` and `--for`. */
export const TASK_FINDINGS = {
  'task-refused': define(
    'error',
    'SkyPilot refuses the task',
    TASK_YAML,
    'SkyPilot reads a task file, validates it, makes its buckets ready, looks for an instance type and chooses a region, in this order, and stops at the first of these that fails. skycheck goes through the same steps by the same rules, without launching anything.',
  ),
  'task-flags-ignored': define(
    'warning',
    'SkyPilot ignores flags that change resources, since the file holds several tasks',
    TASK_YAML,
    'Flags such as --gpus and --infra are for one task. With a pipeline or a job group SkyPilot says so and goes on with the file as it is.',
  ),
  'task-choice-likely': define(
    'info',
    "The instance type is from skycheck's own table",
    TASK_YAML,
    "SkyPilot takes the cheapest instance type that its catalog has, from ~/.sky/catalogs. Where this home has none, skycheck's own table, which has an order and no prices, stands in: the choice is likely, and not sure. Any `sky` command that needs the catalog downloads it.",
  ),
  ...BUCKET_FINDINGS,
} as const satisfies FindingDefinitions;
