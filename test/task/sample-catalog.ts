/** A catalog of SkyPilot's form with real types and made-up prices, small enough to lie in a test. */
import {
  acceleratorRows,
  type Catalog,
  deviceRows,
  imageTagRows,
  vmRows,
  zoneNameRows,
} from '../../src/task/catalog.ts';

/** Price on demand in us-east-1, vCPUs, GiB, accelerator and its count, architecture, local disk. */
type Sample = readonly [
  price: number | undefined,
  vcpus: number,
  memory: number,
  accelerator?: string,
  count?: number,
  arch?: string,
];

const SIZES = { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16, '8xlarge': 32 } as const;
const FAMILIES = {
  m6i: [0.048, 4],
  m6id: [0.06, 4],
  m7i: [0.05, 4],
  r6i: [0.063, 8],
  r7i: [0.066, 8],
  c6i: [0.0425, 2],
  c6id: [0.051, 2],
  t3: [0.04, 4],
} as const;

const ACCELERATED: Readonly<Record<string, Sample>> = {
  'g4dn.xlarge': [0.53, 4, 16, 'T4', 1],
  'g4dn.2xlarge': [0.75, 8, 32, 'T4', 1],
  'g4dn.12xlarge': [3.9, 48, 192, 'T4', 4],
  'g5.xlarge': [1, 4, 16, 'A10G', 1],
  'g5.2xlarge': [1.2, 8, 32, 'A10G', 1],
  'g5.4xlarge': [1.6, 16, 64, 'A10G', 1],
  'g5.12xlarge': [5.7, 48, 192, 'A10G', 4],
  'g5.48xlarge': [16.3, 192, 768, 'A10G', 8],
  'g5g.xlarge': [0.42, 4, 8, 'T4g', 1, 'arm64'],
  'g6.xlarge': [0.8, 4, 16, 'L4', 1],
  'g6.2xlarge': [0.98, 8, 32, 'L4', 1],
  'g6f.4xlarge': [0.97, 16, 64, 'L4', 0.5],
  'g6.12xlarge': [4.6, 48, 192, 'L4', 4],
  'g6e.xlarge': [1.9, 4, 32, 'L40S', 1],
  'g6e.12xlarge': [10.5, 48, 384, 'L40S', 4],
  'p4d.24xlarge': [22, 96, 1152, 'A100', 8],
  'p4de.24xlarge': [27.4, 96, 1152, 'A100-80GB', 8],
  'p5.4xlarge': [6.9, 16, 256, 'H100', 1],
  'p5.48xlarge': [55, 192, 2048, 'H100', 8],
  'p5e.48xlarge': [undefined, 192, 2048, 'H200', 8],
  'p5en.48xlarge': [63.3, 192, 2048, 'H200', 8],
  'trn1.2xlarge': [1.34, 8, 32, 'Trainium', 1],
  'inf2.xlarge': [0.76, 4, 16, 'Inferentia2', 1],
};

/** Regions with their factor of the price and their zones; accelerators are not in all. */
const REGIONS = {
  'us-east-1': { factor: 1, prefix: 'use1', zones: 4 },
  'us-east-2': { factor: 1, prefix: 'use2', zones: 3 },
  'us-west-1': { factor: 1.17, prefix: 'usw1', zones: 2 },
  'eu-north-1': { factor: 1.06, prefix: 'eun1', zones: 3 },
} as const;

const NOT_IN: Readonly<Record<string, readonly string[]>> = {
  p5en: ['us-west-1'],
  p4de: ['us-west-1', 'eu-north-1'],
  p5e: ['us-west-1'],
  trn1: ['us-west-1'],
};

function samples(): ReadonlyMap<string, Sample> {
  const plain = Object.entries(FAMILIES).flatMap(([family, [price, ratio]]) =>
    Object.entries(SIZES).map(([size, vcpus]): [string, Sample] => [
      `${family}.${size}`,
      [price * vcpus, vcpus, vcpus * ratio],
    ]),
  );
  return new Map([...plain, ...Object.entries(ACCELERATED)]);
}

/** Between 0 and 1, another for each place: spot prices differ by zone. */
function spread(text: string): number {
  const sum = [...text].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 9973, 7);
  return sum / 9973;
}

function vms(): string {
  const lines = [
    'InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone,Arch,LocalDiskType,NVMeSupported,LocalDiskSize,LocalDiskCount,MaximumEfaInterfaces',
  ];
  for (const [name, [price, vcpus, memory, accelerator = '', count = '', arch = 'x86_64']] of samples()) {
    const family = name.split('.')[0] ?? '';
    const disk = family.endsWith('d') ? `ssd,True,${vcpus * 29},2` : ',False,,';
    for (const [region, { factor, prefix, zones }] of Object.entries(REGIONS)) {
      if (NOT_IN[family]?.includes(region)) continue;
      for (let zone = 1; zone <= zones; zone += 1) {
        const id = `${prefix}-az${zone}`;
        const info =
          accelerator === ''
            ? ''
            : `"{'Gpus': [{'Name': '${accelerator}', 'MemoryInfo': {'SizeInMiB': 16384}}]}"`;
        const onDemand = price === undefined ? '' : (price * factor).toFixed(4);
        const spot = price === undefined ? '' : (price * (0.25 + 0.4 * spread(name + id))).toFixed(4);
        lines.push(
          `${name},${accelerator},${count},${vcpus}.0,${memory},${info},${onDemand},${spot},${region},${id},${arch},${disk},`,
        );
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

const TAGS = ['custom-cpu-ubuntu', 'custom-gpu-ubuntu-cuda13', 'gpu-ubuntu-2004', 'neuron-ubuntu-2204'];

/** The files below `.sky/catalogs/v8`. Zones have other letters than their ids, as in many accounts. */
export const SAMPLE_FILES: Readonly<Record<string, string>> = {
  'aws/vms.csv': vms(),
  'aws/images.csv': [
    'Tag,Region,OS,OSVersion,ImageId,CreationDate,BaseImageId',
    ...TAGS.flatMap((tag) =>
      Object.keys(REGIONS).map(
        (region) => `skypilot:${tag},${region},ubuntu,22.04,ami-0123456789abcdef0,20260901,`,
      ),
    ),
    'skypilot:only-east,us-east-1,ubuntu,22.04,ami-0123456789abcdef1,20260901,',
    'skypilot:k80-ubuntu-2004,us-east-1,ubuntu,22.04,,20260901,',
    '',
  ].join('\n'),
  'aws/instance_quota_mapping.csv':
    'InstanceType,OnDemandInstanceCode,SpotInstanceCode\np4d.24xlarge,L-417A185B,L-7212CCBC\n',
  'aws/az_mappings-0a1b2c3d.csv': [
    'AvailabilityZoneName,AvailabilityZone',
    ...Object.entries(REGIONS).flatMap(([region, { prefix, zones }]) =>
      Array.from(
        { length: zones },
        (_, index) => `${region}${'abcdef'[(index + 1) % zones] ?? ''},${prefix}-az${index + 1}`,
      ),
    ),
    '',
  ].join('\n'),
  'common/accelerators.csv': [
    'AcceleratorName,Clouds',
    ...[
      'A100',
      'A100-80GB',
      'A10G',
      'H100',
      'H200',
      'Inferentia2',
      'L4',
      'L40S',
      'T4',
      'T4g',
      'Trainium',
    ].map((name) => `${name},"['AWS', 'GCP']"`),
    ...['A10', 'A100-80GB-SXM', 'H100-MEGA', 'L40', 'V100'].map((name) => `${name},"['Azure', 'GCP']"`),
    "tpu-v4,['GCP']",
    '',
  ].join('\n'),
  'common/metadata.csv':
    'GPU,MemoryGB,Manufacturer\nA10,24,nvidia\nA100,40,nvidia\nA100-80GB,80,nvidia\nA10G,24,nvidia\nH100,80,nvidia\nH200,141,nvidia\nL4,24,nvidia\nMI300X,192,amd\nT4,16,nvidia\n',
};

const file = (name: string) => SAMPLE_FILES[name] ?? '';

export const SAMPLE_CATALOG: Catalog = {
  source: 'skypilot',
  rows: vmRows(file('aws/vms.csv'), zoneNameRows(file('aws/az_mappings-0a1b2c3d.csv'))),
  devices: deviceRows(file('common/metadata.csv')),
  accelerators: acceleratorRows(file('common/accelerators.csv')),
  imageTags: imageTagRows(file('aws/images.csv')),
};
