/** Working days and time limits. The table is editable; a year nobody has entered is an error that names it. */
export { type DeclaredYear, declaredCalendar, declaredYears } from './declared.ts';
export { installCalendar, readCalendar } from './store.ts';
export { addPeriod, addWorkingDays, businessToday, type Calendar, isWorkingDay } from './working-days.ts';
