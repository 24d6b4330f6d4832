import type { PostLine } from '@xinheng/contracts/organisation.ts';
import { AppLink } from '../../../ui/address.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { daysText } from '../organisation/history.tsx';
import { heldWords } from '../organisation/words.ts';

/** Posts of a person or of an organisation. */
export function PostTable({ posts, of }: { posts: readonly PostLine[]; of: 'person' | 'organisation' }) {
  if (posts.length === 0) return <p className="muted">没有任职。</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="plain-table" aria-label="任职" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{of === 'person' ? '单位' : '姓名'}</th>
            <th scope="col">岗位</th>
            <th scope="col">角色</th>
            <th scope="col">状态</th>
            <th scope="col">期间</th>
          </tr>
        </thead>
        <tbody>
          {posts.map((post) => (
            <tr key={post.postId}>
              <th scope="row">
                {of === 'person' ? (
                  <AppLink href={`/organisation/${post.organisation}`}>{post.organisationName}</AppLink>
                ) : (
                  <AppLink href={`/people/${post.personId}`}>{post.personName}</AppLink>
                )}
              </th>
              <td>
                <AppLink href={`/posts/${post.postId}`}>{post.title}</AppLink>
              </td>
              <td>{post.roles.map(({ name }) => name).join('、') || '未授予'}</td>
              <td>
                <Badge tone={heldWords[post.state].tone}>{heldWords[post.state].name}</Badge>
              </td>
              <td>{daysText(post)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
