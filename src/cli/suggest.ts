export { closestTo } from '../suggest.ts';
