import { useQuery } from '@tanstack/react-query';
import type { RoleMatrix } from '@xinheng/contracts/organisation.ts';
import { Fragment } from 'react';
import { AppLink } from '../../../ui/address.tsx';
import { countText } from '../../../ui/pieces/dates.ts';
import { Nothing } from '../../../ui/pieces/facts.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { matrixQuery } from './roles-queries.ts';
import './roles.css';

/** Which role may do what, how far: every permission by every role. */
export default function MatrixPage() {
  const asked = useQuery(matrixQuery);
  return (
    <div className="page">
      <h1>角色权限表</h1>
      <section className="sheet stack" aria-label="角色权限表">
        <Loaded asked={asked} lines={24} height={700}>
          {(matrix) => <Matrix matrix={matrix} />}
        </Loaded>
      </section>
    </div>
  );
}

function Matrix({ matrix }: { matrix: RoleMatrix }) {
  const reachName = new Map(matrix.reaches.map(({ reach, name }) => [reach, name]));
  const groups = [...new Set(matrix.permissions.map(({ group }) => group))];
  return (
    <>
      <p className="muted">空白即不允许。点权限名称，查看今天哪些人持有。</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="matrix" aria-label="权限与角色" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">权限</th>
              {matrix.roles.map((role) => (
                <th key={role.code} scope="col" title={role.description}>
                  {role.name}
                  <span className="matrix-posts">{countText(role.posts)} 人</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <Fragment key={group}>
                <tr className="matrix-group">
                  <th colSpan={matrix.roles.length + 1} scope="rowgroup">
                    {group}
                  </th>
                </tr>
                {matrix.permissions
                  .filter((each) => each.group === group)
                  .map(({ permission, title }) => (
                    <tr key={permission}>
                      <th scope="row">
                        <AppLink href={`/roles/who?permission=${permission}`}>{title}</AppLink>
                      </th>
                      {matrix.roles.map(({ code, grants }) => {
                        const reach = grants[permission];
                        return (
                          <td key={code} className={reach ? `reach reach-${reach}` : undefined}>
                            {reach ? (reachName.get(reach) ?? reach) : <Nothing />}
                          </td>
                        );
                      })}
                    </tr>
                  ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
