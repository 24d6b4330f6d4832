import type { Page, PageView } from '@xinheng/contracts/portal.ts';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Document } from './frame.tsx';
import { About, Accessibility } from './pages/explaining.tsx';
import { BadCode, Home, Problem, Search } from './pages/finding.tsx';
import { JudgementCounts, JudgementPage, JudgementReport } from './pages/judgement.tsx';
import { Challenge, ChallengeForm, Quality } from './pages/quality.tsx';
import { Print, RecordPage, Subject, WholeSection } from './pages/subject.tsx';
import { Department, Departments, Item, Items, Statistics } from './pages/supply.tsx';
import css from './portal.css?inline';

function viewOf(view: PageView): ReactNode {
  switch (view.kind) {
    case 'home':
      return <Home view={view} />;
    case 'search':
      return <Search view={view} />;
    case 'subject':
      return <Subject view={view} />;
    case 'section':
      return <WholeSection view={view} />;
    case 'print':
      return <Print view={view} />;
    case 'record':
      return <RecordPage view={view} />;
    case 'judgement':
      return <JudgementPage view={view} />;
    case 'judgement-report':
      return <JudgementReport view={view} />;
    case 'judgement-counts':
      return <JudgementCounts view={view} />;
    case 'bad-code':
      return <BadCode view={view} />;
    case 'problem':
      return <Problem view={view} />;
    case 'departments':
      return <Departments view={view} />;
    case 'department':
      return <Department view={view} />;
    case 'items':
      return <Items view={view} />;
    case 'item':
      return <Item view={view} />;
    case 'statistics':
      return <Statistics view={view} />;
    case 'quality':
      return <Quality view={view} />;
    case 'challenge-form':
      return <ChallengeForm view={view} />;
    case 'challenge':
      return <Challenge view={view} />;
    case 'about':
      return <About view={view} />;
    case 'accessibility':
      return <Accessibility view={view} />;
  }
}

/** The whole HTML document of a page. Pure: the same page gives the same text, which is what the ETag hashes. */
export function renderPage(page: Page): string {
  const body = renderToStaticMarkup(
    <Document frame={page.frame} className={`page-${page.view.kind}`}>
      {viewOf(page.view)}
    </Document>,
  );
  return `<!doctype html>${body}`;
}

/** The one style sheet; the server serves it under its content hash. */
export const stylesheet: string = css;
