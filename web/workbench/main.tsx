import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ConfigProvider } from 'antd';
import chinese from 'antd/locale/zh_CN.js';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { theme } from '../ui/theme.ts';
import '../ui/tokens.css';
import '../ui/ui.css';
import { queryClient } from './query-client.ts';
import { router } from './router.tsx';

/** Ant Design writes its styles at run time; the page's policy lets in what bears the nonce of this very answer. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root');

createRoot(place).render(
  <StrictMode>
    <ConfigProvider
      theme={theme}
      locale={chinese.default}
      {...(nonce ? { csp: { nonce } } : {})}
      button={{ autoInsertSpace: false }}
      // Inside a dialog: what the browser's modal layer covers cannot be clicked.
      getPopupContainer={(trigger) => trigger?.closest('dialog') ?? document.body}
    >
      <QueryClientProvider client={queryClient}>
        <Suspense fallback={null}>
          <RouterProvider router={router} />
        </Suspense>
      </QueryClientProvider>
    </ConfigProvider>
  </StrictMode>,
);
