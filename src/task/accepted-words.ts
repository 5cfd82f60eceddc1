/** The words of `accepted-task.json` that code looks up, apart from its schemas. */
import { defaultFamilies, efaPrefixes, recoveryStrategies } from './accepted-task.json';

export default { defaultFamilies, efaPrefixes, recoveryStrategies };
