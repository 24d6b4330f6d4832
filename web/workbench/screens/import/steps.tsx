import './import.css';

const steps = ['准备文件', '试导入', '核对各行', '入库', '回执'] as const;

/** Where in the import one stands; `at` counts from 0. */
export function ImportSteps({ at }: { at: number }) {
  return (
    <ol className="import-steps" aria-label="导入的步骤">
      {steps.map((title, index) => (
        <li key={title} className={index < at ? 'past' : undefined} aria-current={index === at ? 'step' : undefined}>
          <span className="import-step-number" aria-hidden="true">
            {index < at ? '✓' : index + 1}
          </span>
          {title}
        </li>
      ))}
    </ol>
  );
}
