import type { Denial } from '../aws/aws-result.ts';
import type { Layer } from './decision.ts';

/** The layer that AWS's own text of a denial names; undefined where it names none. AWS names one even where several deny. */
export function layerOfDenial(denial: Denial | undefined): Layer | undefined {
  switch (denial?.policy) {
    case 'scp':
    case 'rcp':
      return 'scp';
    case 'permissions-boundary':
      return 'permissions-boundary';
    case 'session':
      return 'session-policy';
    default:
      if (denial?.explicit === true) return 'explicit-deny';
      return denial?.explicit === false ? 'no-allow' : undefined;
  }
}

/** A layer in words, as the end of a sentence about a denial. */
export function layerReason(layer: Layer | undefined): string {
  switch (layer) {
    case 'scp':
      return 'a service control policy of the organization stops it';
    case 'permissions-boundary':
      return 'the permissions boundary stops it';
    case 'session-policy':
      return 'the session policy stops it';
    case 'explicit-deny':
      return 'a statement denies it';
    case 'no-allow':
      return 'no policy allows it';
    default:
      return 'AWS denies it';
  }
}
