import type { ClockSetter } from '../../aws/clock-setter.ts';
import { ask, command, type FixStep } from '../fix-step.ts';

/** Sets the machine's clock, in the way of its system. */
export function clockStep(setter: ClockSetter): FixStep {
  switch (setter) {
    case 'timedatectl':
      return command('sudo', 'timedatectl', 'set-ntp', 'true');
    case 'hwclock':
      return command('sudo', 'hwclock', '-s');
    case 'sntp':
      return command('sudo', 'sntp', '-sS', 'time.apple.com');
    case 'w32tm':
      return command('w32tm', '/resync');
    case 'outside':
      return ask(
        'whoever runs the machine under this container',
        'set its clock; a container has none of its own.',
      );
  }
}
