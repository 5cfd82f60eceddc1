import { closestTo } from '../closest-word.ts';
import { CAPABILITY_IDS, type CapabilityId } from '../skypilot/requirements.ts';
import { UsageError } from './exit.ts';

/** Reads `--require`: names separated by commas, each a capability, or `all` for all of them. */
export function readCapabilities(text: string): readonly CapabilityId[] {
  return text.trim() === 'all' ? CAPABILITY_IDS : readList('--require', text);
}

/** Reads `--with`: the same, and `all` for all of them. */
export function readChosenCapabilities(text: string): readonly CapabilityId[] {
  return text.trim() === 'all' ? CAPABILITY_IDS : readList('--with', text);
}

function readList(flag: string, text: string): readonly CapabilityId[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new UsageError(`${flag} needs at least one capability.`, knownNames());
  return [...new Set(names.map((name) => readCapability(flag, name)))];
}

function readCapability(flag: string, name: string): CapabilityId {
  const id = CAPABILITY_IDS.find((known) => known === name);
  if (id !== undefined) return id;
  const near = closestTo(name, CAPABILITY_IDS);
  throw new UsageError(
    `${flag}: unknown capability "${name}".`,
    `${near === undefined ? '' : `Did you mean ${near}? `}${knownNames()}`,
  );
}

function knownNames(): string {
  return `The capabilities are ${CAPABILITY_IDS.join(', ')}.`;
}
