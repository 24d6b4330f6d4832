import { filterParameter } from '@xinheng/contracts/listing.ts';
import type { ToDo } from '@xinheng/contracts/workbench.ts';
import { AppLink, addressOf } from '../../ui/address.tsx';
import { countText } from '../../ui/pieces/dates.ts';
import { listPath } from '../screens.ts';

/** The address of exactly the list that the to-do counts. */
export function toDoAddress(toDo: ToDo): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(toDo.filters)) query.set(filterParameter(name), value);
  return addressOf(listPath(toDo.list), query);
}

/** How many things wait in all. */
export function waitingIn(toDos: readonly ToDo[] | undefined): number {
  return (toDos ?? []).reduce((sum, { count }) => sum + count, 0);
}

/** The to-dos as links, those with something in them first. */
export function ToDoLines(props: { toDos: readonly ToDo[] | undefined; onOpen?: () => void }) {
  const { toDos } = props;
  if (!toDos) return null;
  if (toDos.length === 0) return <p className="muted">本岗位没有待办事项。</p>;
  return (
    <ul className="to-dos">
      {[...toDos]
        .sort((one, other) => Math.sign(other.count) - Math.sign(one.count))
        .map((toDo) => (
          <li key={toDo.name}>
            <AppLink href={toDoAddress(toDo)} onClick={props.onOpen}>
              <span className="to-do-title">{toDo.title}</span>
              {toDo.overdue ? <span className="to-do-overdue">超期 {countText(toDo.overdue)}</span> : null}
              <span className={toDo.count > 0 ? 'to-do-count' : 'to-do-count none'}>
                {countText(toDo.count)}
                <span className="unseen"> 件</span>
              </span>
            </AppLink>
          </li>
        ))}
    </ul>
  );
}
