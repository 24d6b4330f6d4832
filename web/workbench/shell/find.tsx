import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FindGroup, FindHit } from '@xinheng/contracts/workbench.ts';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useState } from 'react';
import { useGo } from '../../ui/address.tsx';
import { api } from '../../ui/api/client.ts';
import { asProblem } from '../../ui/api/problem.ts';
import { Dialog } from '../../ui/pieces/dialog.tsx';
import type { NavigationGroup } from './navigation.ts';

const pause = 150;

/** The text, once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pause);
    return () => clearTimeout(timer);
  }, [text]);
  return useDeferredValue(settled);
}

/** Pages of the workbench whose title has the words; all of them while nothing has been typed. */
function pagesOf(navigation: readonly NavigationGroup[], words: string): FindGroup[] {
  const hits = navigation
    .flatMap(({ title: group, entries }) => entries.map(({ title, href }) => ({ title, subtitle: group, link: href })))
    .filter(({ title }) => title.includes(words));
  return hits.length > 0 ? [{ title: '页面', hits: hits.slice(0, words ? 6 : 12) }] : [];
}

/** `/` and Ctrl+K: one field that finds subjects, records, batches and pages, worked by the keyboard alone. */
export function FindDialog(props: { open: boolean; onClose: () => void; navigation: readonly NavigationGroup[] }) {
  return (
    <Dialog open={props.open} title="搜索" onClose={props.onClose} width="wide">
      <FindBox {...props} />
    </Dialog>
  );
}

function FindBox(props: { onClose: () => void; navigation: readonly NavigationGroup[] }) {
  const [text, setText] = useState('');
  const words = useSettled(text.trim());
  const [chosen, setChosen] = useState(0);
  const go = useGo();
  const listId = useId();
  const found = useQuery({
    queryKey: ['find', words],
    queryFn: ({ signal }) => api<FindGroup[]>('/find', { query: { q: words }, signal }),
    enabled: [...words].length >= 2,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
  const groups = useMemo(
    () => [...(words.length > 0 ? (found.data ?? []) : []), ...pagesOf(props.navigation, words)],
    [found.data, props.navigation, words],
  );
  const hits = groups.flatMap((group) => group.hits);
  const at = Math.min(chosen, hits.length - 1);
  const open = (hit: FindHit | undefined) => {
    if (!hit) return;
    props.onClose();
    go(hit.link);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((at + step + hits.length) % Math.max(1, hits.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(hits[at]);
    }
  };
  return (
    <div className="find">
      <input
        className="find-input"
        role="combobox"
        aria-label="搜索主体、信息、批次或页面"
        aria-expanded={hits.length > 0}
        aria-controls={listId}
        aria-activedescendant={hits[at] ? `${listId}-${at}` : undefined}
        aria-autocomplete="list"
        placeholder="名称、统一社会信用代码、文书号、批次号或页面名"
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <FindHits id={listId} groups={groups} at={at} onOpen={open} onPoint={setChosen} />
      <p className="find-state" role="status">
        {sentence(words, hits.length, found.isFetching, found.error)}
      </p>
    </div>
  );
}

function sentence(words: string, hits: number, busy: boolean, error: Error | null): string {
  if (error) return asProblem(error).message;
  if (busy && hits === 0) return '正在搜索…';
  if ([...words].length === 1) return '至少输入两个字';
  if (words && hits === 0) return '没有找到';
  return words ? '↑ ↓ 选择，Enter 打开' : '输入两个字以上开始搜索';
}

function FindHits(props: {
  id: string;
  groups: readonly FindGroup[];
  at: number;
  onOpen: (hit: FindHit) => void;
  onPoint: (index: number) => void;
}) {
  let index = -1;
  return (
    <div id={props.id} className="find-hits" role="listbox" aria-label="搜索结果">
      {props.groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own
        <div key={group.title} role="group" aria-label={group.title}>
          <p className="find-group" aria-hidden="true">
            {group.title}
          </p>
          {group.hits.map((hit) => {
            index += 1;
            const mine = index;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the chosen hit (combobox pattern)
              <div
                key={hit.link}
                id={`${props.id}-${mine}`}
                className="find-hit"
                role="option"
                aria-selected={mine === props.at}
                onClick={() => props.onOpen(hit)}
                onPointerMove={() => props.onPoint(mine)}
                ref={(element) => {
                  if (mine === props.at) element?.scrollIntoView({ block: 'nearest' });
                }}
              >
                <span>{hit.title}</span>
                {hit.subtitle ? <span className="muted">{hit.subtitle}</span> : null}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
