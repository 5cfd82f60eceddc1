/**
 * What SkyPilot checks of a task once it is read, against its catalog: places, types, images, labels.
 *
 * Source: SkyPilot `sky/task.py`, `validate`; `sky/resources.py`, `_try_validate_…`. AWS is taken for the only cloud.
 */
import { closestTo } from '../closest-word.ts';
import release from '../skypilot/release.json';
import { canonicalName } from './accelerators.ts';
import accepted from './accepted-words.json';
import { type Catalog, hasZoneName } from './catalog.ts';
import { pythonFloat } from './python-values.ts';
import { localDiskOf } from './quantities.ts';
import {
  dockerImageOf,
  isForAws,
  placeOf,
  type Task,
  type TaskDag,
  TaskRefused,
  type TaskResources,
} from './task.ts';

/** What EC2 says of a machine image. */
export type ImageSize =
  | { readonly kind: 'known'; readonly gb: number }
  | { readonly kind: 'missing' }
  /** Not asked, or EC2 did not say. */
  | { readonly kind: 'unknown' };

export type ImageSizes = (region: string, image: string) => ImageSize;

/** Without answers of EC2. */
export const NO_IMAGE_SIZES: ImageSizes = () => ({ kind: 'unknown' });

/** The task as it is after SkyPilot's checks, with clouds and regions inferred; refuses at `validate`. */
export function validated(dag: TaskDag, catalog: Catalog, images: ImageSizes): TaskDag {
  return { ...dag, tasks: dag.tasks.map((task) => validatedTask(withName(task, dag), catalog, images)) };
}

/** The name of a single task's file. */
function withName(task: Task, { kind, name }: TaskDag): Task {
  return kind === 'task' && task.name === undefined ? { ...task, name } : task;
}

const NAME = /^[a-zA-Z0-9]+(?:[._-]{1,2}[a-zA-Z0-9]+)*$/;

function validatedTask(task: Task, catalog: Catalog, images: ImageSizes): Task {
  if (task.name !== undefined && !NAME.test(task.name))
    throw new TaskRefused(
      'validate',
      `the name "${task.name}" is not accepted: letters and digits, with single or double . _ - between them`,
      task.nameAt,
    );
  const validator = new Validator(catalog, images);
  return { ...task, alternatives: task.alternatives.map((resources) => validator.check(resources)) };
}

class Validator {
  readonly #catalog: Catalog;
  readonly #images: ImageSizes;

  constructor(catalog: Catalog, images: ImageSizes) {
    this.#catalog = catalog;
    this.#images = images;
  }

  check(given: TaskResources): TaskResources {
    const named = this.#withAccelerator(given);
    if (!isForAws(named)) return checkedAnywhere(named);
    const placed = this.#withPlace(named);
    const typed = this.#withType(placed);
    this.#checkSize(typed);
    checkRecovery(typed);
    const imaged = this.#withImages(typed);
    checkVolumes(imaged);
    checkLabels(imaged);
    this.#checkLocalDisk(imaged);
    return imaged;
  }

  #withAccelerator(resources: TaskResources): TaskResources {
    const { accelerator, cloud } = resources;
    if (accelerator === undefined) return resources;
    const at = placeOf(resources, 'accelerators');
    const name = canonicalName(accelerator.name, cloud, this.#catalog.accelerators, at);
    return { ...resources, accelerator: { ...accelerator, name } };
  }

  #withPlace(resources: TaskResources): TaskResources {
    const { region, zone } = resources;
    if (region === undefined && zone === undefined) return resources;
    const known = region === undefined ? undefined : this.#regionOf(region, resources);
    const inZone = zone === undefined ? undefined : this.#regionOfZone(zone, known, resources);
    return { ...resources, cloud: 'aws', region: inZone ?? known, zone };
  }

  #regionOf(name: string, resources: TaskResources): string {
    const at = placeOf(resources, 'infra', 'region');
    const regions = this.#regions();
    const found = regions.find((region) => region.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found;
    const near = closestTo(name.toLowerCase(), regions);
    const hint = near === undefined ? '' : `; ${near} is`;
    throw new TaskRefused('validate', `"${name}" is no region of AWS that SkyPilot knows${hint}`, at);
  }

  #regions(): readonly string[] {
    return this.#catalog.source === 'ours'
      ? release.regions
      : [...new Set(this.#catalog.rows.map(({ region }) => region))];
  }

  /** Where zones are known by their ids alone, a name of the right form is believed. */
  #regionOfZone(zone: string, region: string | undefined, resources: TaskResources): string {
    const at = placeOf(resources, 'infra', 'zone');
    const rows = this.#catalog.rows.filter((row) => region === undefined || row.region === region);
    const row = rows.find((candidate) => candidate.zone === zone);
    if (row !== undefined) return row.region;
    const believed = this.#regions().find(
      (name) => new RegExp(`^${name}[a-z]$`).test(zone) && (region === undefined || region === name),
    );
    if (
      believed !== undefined &&
      !rows.some((candidate) => candidate.region === believed && hasZoneName(candidate))
    )
      return believed;
    const where = region === undefined ? 'of AWS that SkyPilot knows' : `of ${region}`;
    throw new TaskRefused('validate', `"${zone}" is no zone ${where}`, at);
  }

  #withType(resources: TaskResources): TaskResources {
    const { instanceType } = resources;
    if (instanceType === undefined) return resources;
    const at = placeOf(resources, 'instance_type');
    if (this.#rowOf(instanceType) === undefined && this.#catalog.source === 'skypilot')
      throw new TaskRefused(
        'validate',
        `"${instanceType}" is no instance type of AWS that SkyPilot knows`,
        at,
      );
    return { ...resources, cloud: 'aws' };
  }

  #rowOf(instanceType: string) {
    return this.#catalog.rows.find((row) => row.instanceType === instanceType);
  }

  /** The named type has what is asked for beside it. */
  #checkSize(resources: TaskResources): void {
    const { instanceType, cpus, memory } = resources;
    const row = instanceType === undefined ? undefined : this.#rowOf(instanceType);
    if (row === undefined) return;
    for (const [wanted, has, unit, key] of [
      [cpus, row.vcpus, 'vCPUs', 'cpus'],
      [memory, row.memoryGib, 'GB of memory', 'memory'],
    ] as const) {
      if (wanted === undefined) continue;
      const amount = pythonFloat(wanted.replace(/[+x]$/, '')) ?? Number.NaN;
      const isRight = /[+x]$/.test(wanted) ? has >= amount : has === amount;
      if (!isRight)
        throw new TaskRefused(
          'validate',
          `${instanceType} has ${has} ${unit}, and ${wanted} is asked for`,
          placeOf(resources, key),
        );
    }
  }

  #withImages(resources: TaskResources): TaskResources {
    const { images, dockerKey, networkTier } = resources;
    const refuse = (message: string) => new TaskRefused('validate', message, placeOf(resources, 'image_id'));
    const machine = [...(images?.values() ?? [])].find((image) => !image.startsWith('docker:'));
    if (networkTier === 'best' && machine !== undefined)
      throw refuse('with network_tier: best the image has to be a container (docker:…), or none');
    const isContainer = dockerKey === undefined && dockerImageOf(resources) !== undefined;
    if (images === undefined || isContainer) return resources;
    if (resources.cloud === undefined) throw refuse('image_id: an image of a cloud goes with infra: aws');
    const here = this.#imagesHere(resources, images);
    for (const [region, image] of here) this.#checkImage(region, image, resources);
    return { ...resources, images: here };
  }

  #imagesHere(
    resources: TaskResources,
    images: ReadonlyMap<string | undefined, string>,
  ): ReadonlyMap<string | undefined, string> {
    const { region } = resources;
    if (region === undefined) return images;
    const image = images.get(undefined) ?? images.get(region);
    if (image === undefined)
      throw new TaskRefused(
        'validate',
        `image_id names no image for ${region}, which is asked for`,
        placeOf(resources, 'image_id'),
      );
    return new Map([[region, image]]);
  }

  #checkImage(region: string | undefined, image: string, resources: TaskResources): void {
    const { diskSize } = resources;
    const refuse = (message: string, key = 'image_id') =>
      new TaskRefused('validate', message, placeOf(resources, key));
    const isTag = image.startsWith('skypilot:');
    if (isTag && !this.#hasTag(image, region))
      throw refuse(`"${image}" is no image that SkyPilot has${region === undefined ? '' : ` in ${region}`}`);
    if (!isTag && region === undefined)
      throw refuse('image_id: an image of AWS is in one region: name the region too');
    const size = this.#sizeOf(region, image, isTag);
    if (size.kind === 'missing') throw refuse(`the image ${image} is not in ${region}`);
    if (size.kind === 'known' && size.gb > diskSize)
      throw refuse(`the image ${image} has ${size.gb} GB, and disk_size is ${diskSize} GB`, 'disk_size');
  }

  #hasTag(tag: string, region: string | undefined): boolean {
    const { imageTags } = this.#catalog;
    if (imageTags === undefined) return true;
    return region === undefined
      ? [...imageTags.values()].some((tags) => tags.has(tag))
      : imageTags.get(region)?.has(tag) === true;
  }

  #sizeOf(region: string | undefined, image: string, isTag: boolean): ImageSize {
    if (isTag) return { kind: 'known', gb: TAG_SIZE_GB };
    return region === undefined || image.startsWith('docker:')
      ? { kind: 'unknown' }
      : this.#images(region, image);
  }

  #checkLocalDisk(resources: TaskResources): void {
    const { localDisk, instanceType } = resources;
    const row = instanceType === undefined ? undefined : this.#rowOf(instanceType);
    if (localDisk === undefined || row === undefined) return;
    const { kind, size, atLeast } = localDiskOf(localDisk);
    const has = Math.trunc(row.localDiskSize);
    const isKind = row.localDisk === 'ssd' && (kind === 'ssd' || row.nvme);
    if (!isKind || (atLeast ? has < size : Math.abs(has - size) >= 1))
      throw new TaskRefused(
        'validate',
        `${instanceType} has no local disk of ${localDisk}`,
        placeOf(resources, 'local_disk'),
      );
  }
}

/** SkyPilot does not look at its own images. Source: SkyPilot `sky/clouds/aws.py`, DEFAULT_AMI_GB. */
const TAG_SIZE_GB = 45;

/** What does not depend on the cloud. */
function checkedAnywhere(resources: TaskResources): TaskResources {
  checkRecovery(resources);
  if (resources.cloud !== 'gcp') checkVolumes(resources);
  return resources;
}

function checkRecovery(resources: TaskResources): void {
  const { jobRecovery } = resources;
  const strategy = jobRecovery?.strategy;
  if (typeof strategy !== 'string' || accepted.recoveryStrategies.includes(strategy.toLowerCase())) return;
  throw new TaskRefused(
    'validate',
    `job_recovery: "${strategy.toLowerCase()}" is none of ${accepted.recoveryStrategies.join(', ')}`,
    placeOf(resources, 'job_recovery', 'spot_recovery'),
  );
}

function checkVolumes({ volumes, cloud, at }: TaskResources): void {
  if (volumes.length === 0) return;
  const message =
    cloud === undefined
      ? 'store: volume goes with a cloud'
      : 'store: volume is only for GCP, and not for AWS';
  throw new TaskRefused('validate', message, at);
}

function checkLabels(resources: TaskResources): void {
  const at = placeOf(resources, 'labels');
  for (const [key, value] of Object.entries(resources.labels ?? {})) {
    if (!/^(?!aws:)\S{1,127}$/.test(key))
      throw new TaskRefused(
        'validate',
        `labels: "${key}" cannot be a tag: not aws:…, no spaces, at most 127 characters`,
        at,
      );
    if (!/^\S{0,255}$/.test(value))
      throw new TaskRefused(
        'validate',
        `labels: the value of ${key} has spaces, or is too long for a tag`,
        at,
      );
  }
}
