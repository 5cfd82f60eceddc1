/** The machine image that SkyPilot takes for an instance type. Source: SkyPilot `sky/clouds/aws.py`, `get_default_image_tag`. */

export type Architecture = 'x86_64' | 'arm64';

/** The letters of the family before its generation: `p` of `p4d.24xlarge`. */
function familyOf(instanceType: string): string {
  return /^[a-z]+/.exec(instanceType)?.[0] ?? '';
}

/** Graviton types have a `g` right behind the generation; `a1` was the first of them. */
export function architectureOf(instanceType: string): Architecture {
  return /^(a1|[a-z]+\d+g)/.test(instanceType) ? 'arm64' : 'x86_64';
}

/** The tag in SkyPilot's catalogue of images. */
export function imageTagOf(instanceType: string): string {
  const arm = architectureOf(instanceType) === 'arm64';
  switch (familyOf(instanceType)) {
    case 'inf':
    case 'trn':
      return 'skypilot:neuron-ubuntu-2204';
    case 'p':
    case 'g':
    case 'gr':
    case 'dl':
      if (/^(p3|g3)/.test(instanceType)) return 'skypilot:custom-gpu-ubuntu';
      return arm ? 'skypilot:custom-gpu-ubuntu-arm64-cuda13' : 'skypilot:custom-gpu-ubuntu-cuda13';
    default:
      return arm ? 'skypilot:custom-cpu-ubuntu-arm64' : 'skypilot:custom-cpu-ubuntu';
  }
}

/**
 * A pattern of what SkyPilot's own images for an instance type are called. Anybody may call a public image so: it stands
 * in for SkyPilot's, of which it has what policies look at most, an owner that is not Amazon.
 *
 * Source: SkyPilot `sky/catalog/images/`, the Packer templates.
 */
export function imageNameOf(instanceType: string): string {
  const purpose = /custom-([a-z]+)-/.exec(imageTagOf(instanceType))?.[1] ?? 'neuron';
  return `skypilot-aws-${purpose}-ubuntu*`;
}
