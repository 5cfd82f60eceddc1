"""Writes a tiny catalogue for SkyPilot into a home, so that nothing is downloaded: one CPU and one GPU type in every zone.

SkyPilot takes a catalogue without an .md5 beside it for one that was changed by hand, and leaves it alone.
"""
import os

from sky.catalog.data_fetchers import fetch_aws
from sky.skylet import constants

TYPES = [
    ('m6i.2xlarge', '', '', 8, 32, '', 0.384, 0.15),
    ('m6i.large', '', '', 2, 8, '', 0.096, 0.04),
    ('p3.2xlarge', 'V100', 1, 8, 61, "{'Gpus': [{'Name': 'V100', 'MemoryInfo': {'SizeInMiB': 16384}}], 'TotalGpuMemoryInMiB': 16384}", 3.06, 0.9),
]
HEAD = ('InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone,Arch,'
        'LocalDiskType,NVMeSupported,LocalDiskSize,LocalDiskCount')
TAGS = ['custom-cpu-ubuntu', 'custom-cpu-ubuntu-ray256', 'custom-cpu-ubuntu-2204', 'cpu-ubuntu-2004', 'gpu-ubuntu-2004',
        'custom-gpu-ubuntu', 'custom-gpu-ubuntu-cuda13', 'custom-gpu-ubuntu-2204', 'custom-gpu-ubuntu-cuda13-ray256']


def zone_ids(region):
    """Such as use1-az1 of us-east-1; Asia's regions have more letters."""
    area, where, number = region.split('-')
    short = {'northeast': 'ne', 'southeast': 'se'}.get(where, where[0])
    return [f'{area}{short}{number}-az{zone}' for zone in range(1, 7)]


def write(folder, name, lines):
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')


def make(home, image='ami-12c6146b'):
    folder = os.path.join(home, '.sky', 'catalogs', constants.CATALOG_SCHEMA_VERSION, 'aws')
    os.makedirs(folder, exist_ok=True)
    rows = [HEAD]
    for region in fetch_aws.ALL_REGIONS:
        for zone in zone_ids(region):
            for name, accelerator, count, cpus, memory, info, price, spot in TYPES:
                quoted = f'"{info}"' if info else ''
                rows.append(f'{name},{accelerator},{count},{cpus},{memory},{quoted},{price},{spot},{region},{zone},x86_64,,False,,')
    write(folder, 'vms.csv', rows)
    write(folder, 'images.csv', ['Tag,Region,OS,OSVersion,ImageId,CreationDate,BaseImageId'] + [
        f'skypilot:{tag},{region},ubuntu,22.04,{image},20250101,{image}' for region in fetch_aws.ALL_REGIONS for tag in TAGS])
    write(folder, 'instance_quota_mapping.csv', ['InstanceType,SpotInstanceCode,OnDemandInstanceCode', 'm6i.2xlarge,L-34B43A08,L-1216C47A',
                                                 'm6i.large,L-34B43A08,L-1216C47A', 'p3.2xlarge,L-7212CCBC,L-417A185B'])
