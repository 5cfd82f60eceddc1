/** Task files of every kind that SkyPilot reads, or refuses, in its own way. */
import type { Dice } from './dice.ts';

export interface TaskCase {
  readonly why: string;
  readonly text: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly secret?: Readonly<Record<string, string>>;
}

const resources = (...lines: readonly string[]) =>
  `resources:\n${lines.map((line) => `  ${line}\n`).join('')}run: hostname\n`;

const mounts = (...lines: readonly string[]) =>
  `file_mounts:\n${lines.map((line) => `  ${line}\n`).join('')}resources: {infra: aws}\n`;

const service = (...lines: readonly string[]) =>
  `service:\n${lines.map((line) => `  ${line}\n`).join('')}resources: {infra: aws, ports: 8080}\nrun: serve\n`;

const OF_RESOURCES: Readonly<Record<string, readonly string[]>> = {
  'nothing asked for, of a cloud': ['infra: aws'],
  'a name of an accelerator in lower case': ['accelerators: h100:8'],
  'a part of a name that only one has': ['infra: aws', 'accelerators: Infer:1'],
  'a part of a name that several have': ['accelerators: A100-:8'],
  'a name that only other clouds have': ['infra: aws', 'accelerators: V100:1'],
  'a count that is not sold': ['infra: aws', 'accelerators: A100:1'],
  'a count below 1': ['infra: aws', 'accelerators: L4:0.5'],
  'a count of 0': ['infra: aws', 'accelerators: L4:0'],
  'a count with a fraction of nothing': ['infra: aws', 'accelerators: {L4: 1.0}'],
  'a map without a count': ['infra: aws', 'accelerators: {A10G: }'],
  'a map of several': ['infra: aws', 'accelerators: {A10G: 1, L4: 1, T4: 1}'],
  'an empty map': ['infra: aws', 'accelerators: {}'],
  'a list of several': ['infra: aws', 'accelerators: [A100:8, L4:1]'],
  'a list whose first is not sold': ['infra: aws', 'accelerators: [A100:1, L4:1]'],
  'three colons': ['accelerators: a:b:c:d'],
  'memory of a device': ['infra: aws', 'accelerators: 80GB:8'],
  'memory of a device at least': ['infra: aws', 'accelerators: 24gb+'],
  'memory and a maker': ['infra: aws', 'accelerators: nvidia:24GB:1'],
  'memory that no device has': ['infra: aws', 'accelerators: 500GB:1'],
  'memory with a count that is a word': ['infra: aws', 'accelerators: 24GB:one'],
  'memory in a list': ['infra: aws', 'accelerators: [80GB+, L4]'],
  'gpus beside accelerators': ['gpus: L4', 'accelerators: L4'],
  'a TPU on AWS': ['infra: aws', 'accelerators: tpu-v4-8'],
  'a TPU anywhere': ['accelerators: tpu-v4-8'],
  'brackets in a name': ['infra: aws', "accelerators: 'VU9P (x):1'"],
  'half a bracket in a name': ['infra: aws', "accelerators: 'L4(:1'"],
  'cpus as a number': ['cpus: 4'],
  'cpus as a float': ['cpus: 4.0'],
  'cpus as a word': ['cpus: many'],
  'cpus below 0': ['cpus: -1'],
  'cpus that no type has': ['infra: aws', 'cpus: 7'],
  'memory alone': ['memory: 64+'],
  'memory with a unit': ['memory: 64GB'],
  'memory in TB': ['infra: aws', 'memory: 1TB+'],
  'memory by vCPU': ['infra: aws', 'cpus: 4+', 'memory: 4x'],
  'memory that is none': ['memory: much'],
  'an accelerator with more vCPUs': ['infra: aws', 'accelerators: A10G:1', 'cpus: 8+', 'memory: 64+'],
  'an accelerator with too many vCPUs': ['infra: aws', 'accelerators: A10G:1', 'cpus: 500+'],
  'a type without a cloud': ['instance_type: p5.48xlarge'],
  'a type that there is not': ['instance_type: p9.48xlarge'],
  'a type with its accelerator': ['instance_type: g5.12xlarge', 'accelerators: a10g:4'],
  'a type with another accelerator': ['infra: aws', 'instance_type: g5.12xlarge', 'accelerators: L4:4'],
  'a type that lacks vCPUs': ['instance_type: m6i.large', 'cpus: 8+'],
  'a type with exact memory': ['instance_type: m6i.large', 'memory: 8'],
  'a type without a price': ['infra: aws', 'instance_type: p5e.48xlarge'],
  'a type that no default family has': ['instance_type: t3.xlarge'],
  'a type in a region without it': ['infra: aws/us-west-1', 'instance_type: p4de.24xlarge'],
  'a region in capitals': ['infra: aws/US-EAST-1'],
  'a region without a cloud': ['region: us-east-2'],
  'a region that there is not': ['region: us-middle-1'],
  'a region of nowhere near': ['infra: aws/xx'],
  'a zone alone': ['zone: us-east-2b', 'accelerators: L4:1'],
  'a zone of another region': ['infra: aws/us-east-1/us-east-2a'],
  stars: ['infra: "*/us-east-1"', 'accelerators: L4'],
  'a star of each kind': ["infra: '*/*/us-east-1b'"],
  'infra with too many parts': ['infra: aws/us-east-1/us-east-1a/x'],
  'infra of a cloud that there is not': ['infra: awz'],
  'infra in capitals': ['infra: AWS/us-east-2'],
  'cloud in its old form': ['cloud: AWS', 'region: us-east-1', 'zone: us-east-1b'],
  'infra and cloud': ['infra: aws', 'cloud: aws'],
  'any of two regions': ['accelerators: L4:1', 'any_of: [{infra: aws/us-east-2}, {infra: aws/eu-north-1}]'],
  'any of two sizes': ['infra: aws', 'any_of: [{cpus: 8+}, {memory: 16+}, {accelerators: T4:1}]'],
  'any of with another cloud': ['any_of: [{infra: gcp}, {infra: aws, cpus: 4+}]'],
  'any of with labels in each': [
    'any_of: [{infra: aws, labels: {a: b}}, {infra: aws/us-east-2, labels: {c: d}}]',
  ],
  'any of with labels above': [
    'labels: {x: y}',
    'any_of: [{infra: aws}, {infra: aws/us-east-2, labels: {c: d}}]',
  ],
  'any of nested': ['any_of: [{any_of: [{cpus: 4}]}]'],
  'any of with a map of two': ['any_of: [{accelerators: {L4: 1, T4: 1}}]'],
  'any of with an alias': ['infra: aws', 'any_of: [{gpus: L4}, {gpus: T4}]'],
  'any of nothing': ['infra: aws', 'any_of: []'],
  'any of and ordered': ['any_of: [{cpus: 4}]', 'ordered: [{cpus: 4}]'],
  ordered: ['infra: aws', 'ordered: [{accelerators: H100:8}, {accelerators: L4:1}]'],
  'ordered whose first is not sold': [
    'infra: aws',
    'ordered: [{accelerators: H100:2}, {accelerators: L4:1}]',
  ],
  'ordered with two accelerators': ['accelerators: {L4: 1, T4: 1}', 'ordered: [{infra: aws}]'],
  'any of with a map above': [
    'infra: aws',
    'accelerators: {L4: 1, T4: 1}',
    'any_of: [{use_spot: true}, {use_spot: false}]',
  ],
  spot: ['infra: aws', 'use_spot: true'],
  'spot in a region': ['infra: aws/us-east-1', 'accelerators: A10G:1', 'use_spot: yes'],
  'spot as a number': ['use_spot: 1'],
  'a price': ['infra: aws', 'accelerators: A10G:1', 'max_hourly_cost: 1.1'],
  'a price that nothing has': ['infra: aws', 'accelerators: A10G:1', 'max_hourly_cost: 0.1'],
  'a price on spot': ['infra: aws', 'use_spot: true', 'max_hourly_cost: 0.1'],
  'a price of 0': ['max_hourly_cost: 0'],
  'a local disk': ['infra: aws', 'local_disk: nvme'],
  'a local disk with a size': ['infra: aws', "local_disk: '300+'"],
  'a local disk too large': ['infra: aws', 'local_disk: ssd:99999+'],
  'a local disk of no kind': ['infra: aws', 'local_disk: floppy:10'],
  'a local disk of a type': ['instance_type: m6i.xlarge', 'local_disk: nvme:10+'],
  'a disk in GB': ['disk_size: 512GB'],
  'a disk in MB': ['disk_size: 512MB'],
  'a disk in many MB': ['disk_size: 102400MB'],
  'a disk with a fraction': ['disk_size: 100.5'],
  'a disk as a float': ['disk_size: 100.0'],
  'a disk of the default size': ['disk_size: 256'],
  'a disk of 0': ['disk_size: 0'],
  'a tier of a disk in capitals': ['disk_tier: BEST'],
  'no tier of a disk': ['disk_tier: none'],
  'a tier of the network': ['infra: aws', 'network_tier: Best', 'accelerators: H100:8'],
  'a tier of the network that there is not': ['network_tier: good'],
  'a port': ['ports: 8080'],
  'ports in one text': ["ports: '8080, 8081,9000-9010'"],
  'ports that meet': ['ports: [10, 12, 11, 20-30, 25-40]'],
  'a port too high': ['ports: 65536'],
  'a range of three': ["ports: '1-2-3'"],
  'a port that is a word': ['ports: http'],
  'no ports': ["ports: ''"],
  'a container': ['image_id: docker:ubuntu:24.04'],
  'a container in a region': ['infra: aws/us-east-1', 'image_id: docker:ubuntu:24.04'],
  'a tag': ['infra: aws', 'image_id: skypilot:gpu-ubuntu-2004'],
  'a tag without a cloud': ['image_id: skypilot:gpu-ubuntu-2004'],
  'a tag that there is not': ['infra: aws', 'image_id: skypilot:gone'],
  'a tag without an image': ['infra: aws', 'image_id: skypilot:k80-ubuntu-2004'],
  'a tag of one region': ['infra: aws', 'image_id: skypilot:only-east'],
  'a tag of another region': ['infra: aws/us-east-2', 'image_id: skypilot:only-east'],
  'an image without a region': ['infra: aws', 'image_id: ami-0123456789abcdef0'],
  'images by region': [
    'infra: aws',
    'image_id: {us-east-1: skypilot:only-east, us-east-2: skypilot:gpu-ubuntu-2004}',
  ],
  'images by region, and one region': [
    'infra: aws/us-east-2',
    'image_id: {us-east-1: skypilot:only-east, us-east-2: skypilot:gpu-ubuntu-2004}',
  ],
  'images without the region': ['infra: aws/eu-north-1', 'image_id: {us-east-1: skypilot:only-east}'],
  'a container beside images': ['infra: aws', 'image_id: {docker: a:1, us-east-1: docker:b:1}'],
  'a container alone in a map': ['infra: aws', 'image_id: {docker: "docker:a:1"}'],
  'an image that is a number': ['infra: aws', 'image_id: {us-east-1: 5}'],
  'an image larger than the disk': ['infra: aws', 'image_id: skypilot:gpu-ubuntu-2004', 'disk_size: 44'],
  'an image and the best network': ['infra: aws', 'network_tier: best', 'image_id: skypilot:gpu-ubuntu-2004'],
  labels: ['infra: aws', 'labels: {team: a-b, "x/y": "1"}'],
  'a label that is a number': ['infra: aws', 'labels: {team: 1}'],
  'a label with a space': ['infra: aws', 'labels: {team: "a b"}'],
  'a label of AWS': ['labels: {"aws:x": y}'],
  'autostop as a time': ['autostop: 2h'],
  'autostop as a number': ['autostop: 10'],
  'autostop on': ['autostop: true'],
  'autostop off': ['autostop: false'],
  'autostop as a map': ['autostop: {idle_minutes: 5, down: true, wait_for: JOBS}'],
  'autostop as no time': ['autostop: soon'],
  recovery: ['job_recovery: EAGER_NEXT_REGION'],
  'no recovery': ['job_recovery: none'],
  'recovery of no kind': ['job_recovery: pray'],
  'recovery with a strange key': ['job_recovery: {strategy: failover, retries: 3}'],
  'recovery with exit codes': ['job_recovery: {max_restarts_on_errors: 3, recover_on_exit_codes: [33, 34]}'],
  'a priority': ['priority: 5'],
  'a priority too high': ['priority: 5000'],
  'priorities that differ': ['any_of: [{priority: 1, infra: aws}, {priority: 2, infra: aws}]'],
  'hooks in the wrong place': ['hooks: [{run: x}]'],
  'a field that is misspelt': ['acelerators: L4'],
  'a date': ['infra: aws', 'labels: {day: 2026-01-01}'],
};

const OF_MOUNTS: Readonly<Record<string, readonly string[]>> = {
  'a bucket by path': ['/data: s3://birds/train'],
  'a local path': ['/data: ./here'],
  'a number': ['/data: 5'],
  'a new bucket': ['/out: {name: birds-new}'],
  'a new bucket of S3, in capitals': ['/out: {name: birds-new, store: S3, mode: mount}'],
  'no name': ['/out: {store: s3}'],
  'a store that there is not': ['/out: {name: birds-new, store: s4}'],
  'a name as an URL': ['/out: {name: s3://birds}'],
  'a name with an underscore': ['/out: {name: birds_new, store: s3}'],
  'a name with two dots': ['/out: {name: birds..new, store: s3}'],
  'a name like an address': ['/out: {name: 10.0.0.1, store: s3}'],
  'a short name': ['/out: {name: ab, store: s3}'],
  'a name with xn--': ['/out: {name: xn--birds, store: s3}'],
  'a name with -s3alias': ['/out: {name: birds-s3alias, store: s3}'],
  'a name that Google takes': ['/out: {name: Birds_, store: gcs}'],
  'a bucket by URL': ['/data: {source: s3://birds}'],
  'a bucket by URL with a slash': ['/data: {source: s3://birds/}'],
  'a prefix that is mounted': ['/data: {source: s3://birds/train}'],
  'a prefix that is copied': ['/data: {source: s3://birds/train, mode: COPY}'],
  'an URL and a name': ['/data: {source: s3://birds, name: birds}'],
  'COPY without a source': ['/data: {name: birds, mode: COPY}'],
  'a local source without a name': ['/data: {source: /tmp}'],
  'a local source that is gone': ['/data: {source: /gone/for/ever, name: birds-new}'],
  'a source that ends with a slash': ['/data: {source: /tmp/, name: birds-new}'],
  'a source of no store': ['/data: {source: ftp://birds, name: birds-new}'],
  'two sources of one name': ['/data: {source: [/a/x, /b/x], name: birds-new}'],
  'a mode that there is not': ['/data: {source: s3://birds, mode: LINK}'],
  'a cache': ['/data: {source: s3://birds, mode: MOUNT_CACHED, config: {mount_cached: {transfers: 4}}}'],
  'a cache without its mode': ['/data: {source: s3://birds, config: {mount_cached: {transfers: 4}}}'],
  'a type without its mode': ['/data: {source: s3://birds, type: dataset_ro}'],
  'a cache with a bad size': [
    '/data: {source: s3://birds, mode: MOUNT_CACHED, config: {mount_cached: {buffer_size: big}}}',
  ],
  'an URL as the place': ['s3://a: {source: s3://birds}'],
  'not persistent': ['/out: {name: birds-new, persistent: false}'],
  'a volume': ['/disk: {name: data, store: volume}'],
  'a volume without a name': ['/disk: {store: volume}'],
  'other stores': ['/a: gs://birds', '/b: {source: r2://birds}'],
};

const OF_SERVICES: Readonly<Record<string, readonly string[]>> = {
  'a service of defaults': ['replicas: 1'],
  'a probe as a path': ['readiness_probe: /health', 'replicas: 2'],
  'a probe without a slash': ['readiness_probe: health'],
  'a probe with data': ['readiness_probe: {path: /, post_data: \'{"a": 1}\'}'],
  'a probe with broken data': ["readiness_probe: {path: /, post_data: '{a'}"],
  'replicas and a policy': ['replicas: 1', 'replica_policy: {min_replicas: 1}'],
  'a policy that scales': ['replica_policy: {min_replicas: 1, max_replicas: 3, target_qps_per_replica: 2}'],
  'a policy that cannot scale': ['replica_policy: {min_replicas: 1, max_replicas: 3}'],
  'a policy upside down': ['replica_policy: {min_replicas: 3, max_replicas: 1, target_qps_per_replica: 2}'],
  'a rate without a maximum': ['replica_policy: {min_replicas: 1, target_qps_per_replica: 2}'],
  'rates by accelerator': [
    'replica_policy: {min_replicas: 1, max_replicas: 3, target_qps_per_replica: {L4: 2}}',
  ],
  'a fallback on demand': ['replica_policy: {min_replicas: 1, dynamic_ondemand_fallback: true}'],
  'balancing of no kind': ['replicas: 1', 'load_balancing_policy: by_luck'],
  'a port of its own': ['replicas: 1', 'ports: 9000'],
  'a port too high': ['replicas: 1', 'ports: 70000'],
  'a field that is unknown': ['replica: 1'],
};

const WHOLE: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a file of comments': '# nothing\n',
  'an empty map': '{}\n',
  'a text': 'just a text\n',
  'a list': '- run: x\n',
  'a name alone': 'name: birds\n',
  'no YAML': 'run: [\n',
  'a tab': 'resources:\n\tcpus: 4\n',
  'a key twice deep down': 'resources:\n  cpus: 4\n  infra: aws\n  cpus: 8\n',
  'a misspelt field': 'resource: {cpus: 4}\nrun: x\n',
  'null values': 'name: \nresources: \nfile_mounts: \nrun: x\n',
  'empty envs': 'envs:\nrun: x\n',
  'two nodes': 'num_nodes: 2\nresources: {infra: aws, accelerators: "L4:1"}\n',
  'no nodes': 'num_nodes: 0\nrun: x\n',
  'half a node': 'num_nodes: 1.5\nrun: x\n',
  'nodes as a float': 'num_nodes: 2.0\nrun: x\n',
  'nodes as a text': "num_nodes: '2'\nrun: x\n",
  'a name with dots': 'name: a.b-c_d\nrun: x\n',
  'a name with three dashes': 'name: a---b\nrun: x\n',
  'a name that is a number': 'name: 5\nrun: x\n',
  'a workdir of git': 'workdir: {url: "https://x.example/a.git"}\nrun: x\n',
  'a workdir without an url': 'workdir: {ref: main}\nrun: x\n',
  'values of envs that are no text':
    'envs: {A: 1, B: true, C: 1.50, D: 2026-01-01, E: [1]}\nfile_mounts: {/a: "s3://x-$A-$B-$C-$D-${E}"}\nrun: x\n',
  'an env without a value': 'envs: {A: }\nrun: x\n',
  'an env with a bad name': 'envs: {a-b: 1}\nrun: x\n',
  'envs in the name of a bucket':
    'envs: {A: birds}\nfile_mounts:\n  /out: {name: "$A-${A}_x", store: s3}\nrun: x\n',
  'envs that break JSON': 'envs: {A: \'a"b\'}\nfile_mounts: {/a: "s3://x-$A"}\nrun: x\n',
  'envs that are not set': 'file_mounts: {/a: "s3://x-$NOT"}\nrun: x\n',
  'envs in the workdir': 'envs: {A: src}\nworkdir: ./$A/x\nrun: x\n',
  'envs in the service':
    'envs: {P: /health}\nservice: {readiness_probe: $P, replicas: 1}\nresources: {infra: aws, ports: 80}\nrun: x\n',
  'secrets as a map': 'secrets: {A: x, B: , "secrets:C": }\nfile_mounts: {/a: "s3://y-$A"}\nrun: x\n',
  'secrets as a list': 'secrets: ["secrets:A", "secrets:workspace.B"]\nrun: x\n',
  'secrets as a list of names': 'secrets: [A]\nrun: x\n',
  'managed secrets': 'managed_secrets: [A, {global.B: {mount_path: /x}}]\nrun: x\n',
  'a secret with a prefix and a value': 'secrets: {"secrets:A": x}\nrun: x\n',
  'half a login': 'envs: {SKYPILOT_DOCKER_USERNAME: a}\nrun: x\n',
  'a login in both':
    'envs: {SKYPILOT_DOCKER_USERNAME: a}\nsecrets: {SKYPILOT_DOCKER_PASSWORD: b, SKYPILOT_DOCKER_SERVER: c}\nrun: x\n',
  'a login':
    'envs: {SKYPILOT_DOCKER_USERNAME: a, SKYPILOT_DOCKER_PASSWORD: b, SKYPILOT_DOCKER_SERVER: c}\nrun: x\n',
  'a config of AWS': 'config: {aws: {vpc_name: x}}\nrun: x\n',
  'a config of docker': 'config: {docker: {run_options: [-v]}}\nrun: x\n',
  hooks: 'config: {hooks: [{run: x, events: [stop]}]}\nrun: x\n',
  volumes: 'volumes: {/mnt: data}\nresources: {infra: aws}\nrun: x\n',
  'a pool': 'pool: {workers: 2}\nresources: {infra: aws, cpus: 4+}\n',
  'a pool that scales':
    'pool: {min_workers: 1, max_workers: 4, queue_length_threshold: 2}\nresources: {infra: aws}\n',
  'a pool of nothing': 'pool: {}\nresources: {infra: aws}\n',
  'a pool with ports': 'pool: {workers: 1}\nresources: {infra: aws, ports: 80}\n',
  'a pool in order': 'pool: {workers: 1}\nresources: {infra: aws, ordered: [{cpus: 4}, {cpus: 8}]}\n',
  'a service and a pool': 'pool: {workers: 1}\nservice: {replicas: 1}\nrun: x\n',
  'a service without a port': 'service: {replicas: 1}\nresources: {infra: aws}\nrun: x\n',
  'a service with two ports': 'service: {replicas: 1}\nresources: {infra: aws, ports: [80, 443]}\nrun: x\n',
  'a service that mixes markets':
    'service: {replicas: 1}\nresources: {infra: aws, ports: 80, any_of: [{use_spot: true}, {use_spot: false}]}\nrun: x\n',
  'a service that recovers':
    'service: {replicas: 1}\nresources: {infra: aws, ports: 80, job_recovery: failover}\nrun: x\n',
  'a pipeline':
    'name: both\n---\nname: one\nresources: {infra: aws, cpus: 4+}\n---\nname: two\nresources: {infra: aws, accelerators: "L4:1"}\n',
  'a pipeline without a header': 'run: a\n---\nrun: b\n',
  'a pipeline that is called serial': 'name: x\nexecution: serial\n---\nrun: a\n---\nrun: b\n',
  'a pipeline of another kind': 'name: x\nexecution: side\n---\nrun: a\n',
  'a parallel header alone': 'name: x\nexecution: parallel\n',
  'a pipeline with an empty document': 'run: a\n---\n---\nrun: b\n',
  'a pipeline whose second is refused': 'run: a\n---\nresources: {cpus: x}\n',
  'a pipeline whose second is not sold': 'run: a\n---\nresources: {infra: aws, accelerators: "H100:3"}\n',
  'a pipeline with a text': 'run: a\n---\nb\n',
  'a group':
    'name: g\nexecution: parallel\n---\nname: a\nresources: {infra: aws, accelerators: "H100:8"}\n---\nname: b\nresources: {infra: aws}\n',
  'a group without a name': 'execution: parallel\n---\nname: a\nrun: x\n',
  'a group with a space': 'name: a b\nexecution: parallel\n---\nname: a\nrun: x\n',
  'a job without a name': 'name: g\nexecution: parallel\n---\nrun: x\n',
  'two jobs of one name': 'name: g\nexecution: parallel\n---\nname: a\nrun: x\n---\nname: a\nrun: y\n',
  'a group with primary tasks':
    'name: g\nexecution: parallel\nprimary_tasks: [a]\n---\nname: a\nrun: x\n---\nname: b\nrun: y\n',
  'a group with a stranger': 'name: g\nexecution: parallel\nprimary_tasks: [c]\n---\nname: a\nrun: x\n',
  'a group with a delay':
    'name: g\nexecution: parallel\ntermination_delay: {default: 30s, a: 5}\n---\nname: a\nrun: x\n',
  'a group with no delay': 'name: g\nexecution: parallel\ntermination_delay: soon\n---\nname: a\nrun: x\n',
  'a group that has to connect':
    'name: g\nexecution: parallel\ninter_connection: true\n---\nname: a\nresources: {infra: aws}\n---\nname: b\nresources: {infra: aws}\n',
  'a group without a region in common':
    'name: g\nexecution: parallel\n---\nname: a\nresources: {accelerators: "L4:1", image_id: {us-east-1: "skypilot:gpu-ubuntu-2004"}, infra: aws}\n---\nname: b\nresources: {infra: aws, image_id: {us-east-2: "skypilot:gpu-ubuntu-2004"}}\n',
  'a group with a key twice': 'name: g\nexecution: parallel\n---\nname: a\nrun: x\nrun: y\n',
  anchors: 'x: &r {infra: aws, cpus: 4+}\nresources: *r\n',
  'anchors in resources': 'resources:\n  infra: aws\n  any_of:\n    - &r {cpus: 4+}\n    - *r\n',
  'a merge': 'resources:\n  any_of:\n    - &r {infra: aws}\n    - {<<: *r, use_spot: true}\n',
  inputs: 'inputs: {s3://birds: 5}\nresources: {infra: aws}\nrun: x\n',
  'two inputs': 'inputs: {s3://a: 5, s3://b: 6}\nrun: x\n',
  'an alternative on another cloud alone': 'resources: {infra: gcp, accelerators: "A100:8"}\nrun: x\n',
};

const WITH_FLAGS: readonly TaskCase[] = [
  {
    why: 'a variable by flag',
    text: 'envs: {A: x, B: }\nfile_mounts: {/a: "s3://y-$A-$B"}\nrun: x\n',
    env: { A: 'flag', B: 'b', C: 'c' },
  },
  {
    why: 'a secret by flag',
    text: 'secrets: {A: }\nfile_mounts: {/a: "s3://y-$A"}\nrun: x\n',
    secret: { A: 'z' },
  },
  { why: 'a secret by flag beside a list', text: 'secrets: [A]\nrun: x\n', secret: { B: 'z' } },
  { why: 'a variable by flag for empty envs', text: 'envs:\nrun: x\n', env: { A: 'x' } },
];

/** Every case that somebody thought of. */
export function taskCases(): readonly TaskCase[] {
  const cases = (
    table: Readonly<Record<string, readonly string[]>>,
    form: (...lines: readonly string[]) => string,
    of: string,
  ) => Object.entries(table).map(([why, lines]) => ({ why: `${of}: ${why}`, text: form(...lines) }));
  return [
    ...cases(OF_RESOURCES, resources, 'resources'),
    ...cases(OF_MOUNTS, mounts, 'file_mounts'),
    ...cases(OF_SERVICES, service, 'service'),
    ...Object.entries(WHOLE).map(([why, text]) => ({ why, text })),
    ...WITH_FLAGS,
  ];
}

/** Lines of several cases thrown together: what each does to the others. */
export function mixedCase(dice: Dice): TaskCase {
  const lines = Object.values(OF_RESOURCES)
    .flat()
    .filter((line) => !line.startsWith('infra:') && !line.includes('gcp'));
  const chosen = dice.some(lines, 1, 4);
  const keys = new Set<string>();
  const single = chosen.filter((line) => {
    const key = line.split(':')[0] ?? '';
    return keys.has(key) ? false : Boolean(keys.add(key));
  });
  const place = dice.chance(0.6) ? ['infra: aws'] : dice.chance(0.5) ? ['infra: aws/us-east-2'] : [];
  const nodes = dice.chance(0.3) ? `num_nodes: ${1 + dice.below(4)}\n` : '';
  const text = nodes + resources(...place, ...single);
  return { why: 'mixed', text };
}
