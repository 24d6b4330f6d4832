/** Front door of comparison 比对: what departments, or a department and the register, say differently. */
export { compareDue, compareEverything, compareSubjects, compareTouched, comparingConsumer } from './compare.ts';
