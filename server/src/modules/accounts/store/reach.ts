/** Whose accounts a viewer reaches, in SQL. */
import { type Viewer, within } from '../../../platform/access/index.ts';
import { businessToday } from '../../../platform/calendar/index.ts';

type Bind = (value: unknown) => string;

/** Region of the organisation of post version `v`, also when the organisation has ended. */
const regionOfPost = `(select ov.region from organisation.organisation_version ov
  where ov.code = v.organisation and ov.recorded_until = 'infinity' order by ov.valid_from desc limit 1)`;

/**
 * A condition that is true for people whose accounts the viewer may administer: every post that they hold or will hold
 * is within reach. One post outside, and whoever resets the password would act there too; nobody's without any post is
 * within less than the whole city.
 * @param person SQL expression of the person's number
 * @throws XinhengError `unauthorised` or `forbidden` when the permission is not held
 */
export function reachesPerson(viewer: Viewer, person: string, bind: Bind): string {
  const reached = within(viewer, 'accounts.manage', { department: 'v.organisation', region: regionOfPost }, bind);
  if (reached === 'true') return 'true';
  const posts = `select from organisation.post_version v where v.person_id = ${person}
    and v.recorded_until = 'infinity' and v.valid_until > ${bind(businessToday())}::date`;
  return `(exists (${posts}) and not exists (${posts} and (${reached}) is not true))`;
}

/** Collects a statement's values. */
export function binder(): { values: unknown[]; bind: Bind } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}
