/** Working days and time limits. The table is editable; a year nobody has entered is an error that names it. */
export { type DeclaredYear, declaredCalendar, declaredYears } from './declared.ts';
export { enteredDays, enteredYears, enterYear, installCalendar, readCalendar } from './store.ts';
export { readUploadedYear, yearWarning } from './uploaded.ts';
export { addDays, addPeriod, addWorkingDays, businessToday, type Calendar, isWorkingDay } from './working-days.ts';
