"""Stores a small table of instance types, for homes without SkyPilot's catalog: `npm run our-instance-types`.

Types, hardware and regions are AWS's (DescribeInstanceTypes and DescribeInstanceTypeOfferings, as moto carries them); the
names of accelerators are those that SkyPilot uses. `order` stands in for the price and is none: within a family the
larger costs more, the default families keep the order that they have had, and of machines with one accelerator the one
with fewer vCPUs, then with less memory, comes first.
"""
import gzip
import json
import os

import moto
from sky.catalog.data_fetchers import fetch_aws

DATA = os.path.join(os.path.dirname(moto.__file__), 'ec2', 'resources')
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'task', 'our-instance-types.json')
# The order of the default families for one number of vCPUs.
FAMILIES = {'c6i': 100, 'c7i': 105, 'm6i': 113, 'm7i': 118, 'c6id': 119, 'm6id': 140, 'r6i': 148, 'r7i': 155, 'r6id': 178}
SIZES = ('large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', '24xlarge', '32xlarge')
RENAMED = {'p3dn.24xlarge': 'V100-32GB', 'p4de.24xlarge': 'A100-80GB'}
# Sold as capacity blocks only: SkyPilot never chooses them.
NOT_SOLD = ('p5e.', 'p6-b300.')


def load(*path):
    with gzip.open(os.path.join(DATA, *path)) as file:
        return json.load(file)


def accelerator(name, hardware):
    for field, items in (('GpuInfo', 'Gpus'), ('NeuronInfo', 'NeuronDevices')):
        if hardware.get(field):
            item = hardware[field][items][0]
            count, label = item['Count'], RENAMED.get(name, item['Name'])
            if name.startswith('g7e'):
                label = 'RTXPRO6000'
            if name.startswith(('g6f', 'gr6f')):
                count = round(item['MemoryInfo']['SizeInMiB'] / 22888, 3)
            return label, count
    return None


def main():
    regions = fetch_aws.ALL_REGIONS
    offered = {}
    for index, region in enumerate(regions):
        path = os.path.join('instance_type_offerings', 'region', f'{region}.json.gz')
        if os.path.exists(os.path.join(DATA, path)):
            for offer in load(path):
                offered[offer['InstanceType']] = offered.get(offer['InstanceType'], 0) | 1 << index
    rows = []
    for name, hardware in sorted(load('instance_types.json.gz').items()):
        family, size = name.split('.')
        has = accelerator(name, hardware)
        if not (has or (family in FAMILIES and size in SIZES)) or name not in offered:
            continue
        cpus, memory = hardware['VCpuInfo']['DefaultVCpus'], hardware['MemoryInfo']['SizeInMiB'] / 1024
        disk = hardware.get('InstanceStorageInfo') or {}
        order = cpus * FAMILIES[family] if family in FAMILIES else round(cpus * 1000 + memory)
        rows.append({
            'type': name, **({'accelerator': has[0], 'count': has[1]} if has else {}), 'vcpus': cpus, 'memory': memory,
            'order': None if name.startswith(NOT_SOLD) else order, 'arch': hardware['ProcessorInfo']['SupportedArchitectures'][0],
            'disk': disk.get('TotalSizeInGB', 0), 'nvme': disk.get('NvmeSupport') == 'required', 'regions': format(offered[name], 'x'),
        })
    columns = ['type', 'accelerator', 'count', 'vcpus', 'memory', 'order', 'arch', 'disk', 'nvme', 'regions']
    with open(OUT, 'w', encoding='utf-8') as file:
        lines = ',\n'.join('    ' + json.dumps([row.get(column) for column in columns]) for row in rows)
        file.write(f'{{\n  "regions": {json.dumps(regions)},\n  "columns": {json.dumps(columns)},\n  "rows": [\n{lines}\n  ]\n}}\n')


if __name__ == '__main__':
    main()
