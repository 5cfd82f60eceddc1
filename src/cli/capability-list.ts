import { CAPABILITY_IDS, type CapabilityId } from '../skypilot/requirements.ts';
import { UsageError } from './exit.ts';

/** Reads `--require`: names separated by commas, each a capability. */
export function readCapabilities(text: string): readonly CapabilityId[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new UsageError('--require needs at least one capability.', knownNames());
  return [...new Set(names.map(readCapability))];
}

function readCapability(name: string): CapabilityId {
  const id = CAPABILITY_IDS.find((known) => known === name);
  if (id === undefined) throw new UsageError(`--require: unknown capability "${name}".`, knownNames());
  return id;
}

function knownNames(): string {
  return `The capabilities are ${CAPABILITY_IDS.join(', ')}.`;
}
