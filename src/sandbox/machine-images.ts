/** Machine images: public ones, the same in every region but for their ids, and those of the scenario. */
import type { Account } from './account.ts';
import type { Cloud } from './cloud.ts';
import { resourceId } from './ids.ts';
import type { Tags } from './network.ts';
import type { ImageScenario } from './scenario.ts';

export interface MachineImage {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly ownerId: string;
  readonly ownerAlias: string | undefined;
  readonly architecture: 'x86_64' | 'arm64';
  readonly rootDevice: string;
  readonly rootSizeGib: number;
  readonly snapshotId: string;
  readonly createdAt: string;
  readonly isPublic: boolean;
  readonly tags: Tags;
  /** Accounts that a private image is shared with. */
  readonly sharedWith: readonly string[];
  /** The name that SkyPilot's catalog gives the image. */
  readonly skypilotTag: string | undefined;
}

type Template = Pick<
  MachineImage,
  | 'name'
  | 'description'
  | 'ownerId'
  | 'ownerAlias'
  | 'architecture'
  | 'rootDevice'
  | 'rootSizeGib'
  | 'createdAt'
> & { readonly skypilotTag?: string };

const AMAZON = '137112412989';
const DEEP_LEARNING = '898082745236';
const CANONICAL = '099720109477';
/** Stands for SkyPilot's own account: an owner that is not Amazon, and images that are public. */
const SKYPILOT = '210987654321';

function skypilotImage(skypilotTag: string, architecture: 'x86_64' | 'arm64'): Template {
  return {
    name: `skypilot-aws-${skypilotTag.replace('skypilot:custom-', '')}-20260911`,
    description: `SkyPilot image ${skypilotTag}`,
    ownerId: SKYPILOT,
    ownerAlias: undefined,
    architecture,
    rootDevice: '/dev/sda1',
    rootSizeGib: 45,
    createdAt: '2025-09-11T07:30:00.000Z',
    skypilotTag,
  };
}

const TEMPLATES: readonly Template[] = [
  {
    name: 'al2023-ami-2023.9.20260105.0-kernel-6.1-x86_64',
    description: 'Amazon Linux 2023 AMI 2023.9.20260105.0 x86_64 HVM kernel-6.1',
    ownerId: AMAZON,
    ownerAlias: 'amazon',
    architecture: 'x86_64',
    rootDevice: '/dev/xvda',
    rootSizeGib: 8,
    createdAt: '2026-01-07T18:20:11.000Z',
  },
  {
    name: 'al2023-ami-2023.9.20260105.0-kernel-6.1-arm64',
    description: 'Amazon Linux 2023 AMI 2023.9.20260105.0 arm64 HVM kernel-6.1',
    ownerId: AMAZON,
    ownerAlias: 'amazon',
    architecture: 'arm64',
    rootDevice: '/dev/xvda',
    rootSizeGib: 8,
    createdAt: '2026-01-07T18:24:37.000Z',
  },
  {
    name: 'Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04) 20260104',
    description: 'Supported EC2 instances: G4dn, G5, G6, Gr6, P4d, P4de, P5, P5e, P5en',
    ownerId: DEEP_LEARNING,
    ownerAlias: 'amazon',
    architecture: 'x86_64',
    rootDevice: '/dev/sda1',
    rootSizeGib: 65,
    createdAt: '2026-01-04T09:12:40.000Z',
  },
  {
    name: 'ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260102',
    description: 'Canonical, Ubuntu, 22.04 LTS, amd64 jammy image',
    ownerId: CANONICAL,
    ownerAlias: undefined,
    architecture: 'x86_64',
    rootDevice: '/dev/sda1',
    rootSizeGib: 8,
    createdAt: '2026-01-02T22:41:03.000Z',
  },
  // Source: SkyPilot's catalog, `images.csv`; the default images for CPUs and GPUs.
  skypilotImage('skypilot:custom-cpu-ubuntu', 'x86_64'),
  skypilotImage('skypilot:custom-cpu-ubuntu-arm64', 'arm64'),
  skypilotImage('skypilot:custom-gpu-ubuntu', 'x86_64'),
  skypilotImage('skypilot:custom-gpu-ubuntu-cuda13', 'x86_64'),
  skypilotImage('skypilot:custom-gpu-ubuntu-arm64-cuda13', 'arm64'),
];

function publicImages(region: string): readonly MachineImage[] {
  return TEMPLATES.map((template) => ({
    skypilotTag: undefined,
    ...template,
    id: resourceId('ami', region, template.name),
    snapshotId: resourceId('snap', region, template.name),
    isPublic: true,
    tags: {},
    sharedWith: [],
  }));
}

function scenarioImage(image: ImageScenario, owner: string, region: string): MachineImage {
  return {
    id: image.id ?? resourceId('ami', owner, region, image.name),
    snapshotId: resourceId('snap', owner, region, image.name),
    name: image.name,
    description: image.description,
    ownerId: owner,
    ownerAlias: undefined,
    architecture: image.architecture,
    rootDevice: image.rootDevice,
    rootSizeGib: image.rootSizeGib,
    createdAt: '2026-01-15T09:30:00.000Z',
    isPublic: image.public,
    tags: image.tags,
    sharedWith: image.sharedWith,
    skypilotTag: undefined,
  };
}

/** Every image in a region, whoever may see it. */
export function imagesIn(cloud: Cloud, region: string): readonly MachineImage[] {
  const owner = [...cloud.accounts.keys()][0] ?? '';
  const own = cloud.scenario.images
    .filter(({ regions }) => regions === undefined || regions.includes(region))
    .map((image) => scenarioImage(image, image.owner ?? owner, region));
  return [...publicImages(region), ...own];
}

/** The images in a region that an account may see and launch: public, its own, and shared with it. */
export function imagesSeenBy(cloud: Cloud, account: Account, region: string): readonly MachineImage[] {
  return imagesIn(cloud, region).filter((image) => isSeenBy(image, account));
}

/** Whether an account may see and launch an image. */
function isSeenBy({ isPublic, ownerId, sharedWith }: MachineImage, { id }: Account): boolean {
  return isPublic || ownerId === id || sharedWith.includes(id);
}

/** What SkyPilot's catalog says of images: `images.csv` of its newest schema. Source: SkyPilot `aws_catalog.py`. */
export function skypilotImageCatalog(regions: readonly string[]): string {
  const rows = regions.flatMap((region) =>
    publicImages(region)
      .filter(({ skypilotTag }) => skypilotTag !== undefined)
      .map(({ skypilotTag, id }) => `${skypilotTag},${region},ubuntu,22.04,${id},20250911`),
  );
  return ['Tag,Region,OS,OSVersion,ImageId,CreationDate', ...rows, ''].join('\n');
}
