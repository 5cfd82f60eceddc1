/** Public machine images, the same in every region but for their ids. */
import { resourceId } from './ids.ts';

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
}

type Template = Omit<MachineImage, 'id' | 'snapshotId'>;

const AMAZON = '137112412989';
const DEEP_LEARNING = '898082745236';
const CANONICAL = '099720109477';

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
];

/** The images that anyone can see in a region. */
export function publicImages(region: string): readonly MachineImage[] {
  return TEMPLATES.map((template) => ({
    ...template,
    id: resourceId('ami', region, template.name),
    snapshotId: resourceId('snap', region, template.name),
  }));
}
