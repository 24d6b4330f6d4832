import { type DragEvent, useId, useState } from 'react';
import { acceptedFiles, faultOf } from './upload.ts';

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** Where a file is dropped or chosen. */
export function FilePlace(props: { file: File | null; busy: boolean; onFile: (file: File | null) => void }) {
  const { file, busy, onFile } = props;
  const id = useId();
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState<string>();
  const take = (files: FileList | null) => {
    const [chosen, second] = files ?? [];
    if (!chosen) return;
    const wrong = second ? '一次只能上传一个文件。多个文件请分别上传，或压缩成一个 .zip。' : faultOf(chosen);
    setFault(wrong);
    onFile(wrong ? null : chosen);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!busy) take(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside serves the keyboard
    <div
      className={`file-place${over ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className="file-place-name" role="status">
        {file ? (
          <>
            <strong>{file.name}</strong> <span className="muted">{sizeText(file.size)}</span>
          </>
        ) : (
          '把文件拖到这里，或者'
        )}
      </p>
      <label className="file-place-button" htmlFor={id}>
        {file ? '换一个文件' : '选择文件'}
      </label>
      <input
        id={id}
        className="unseen"
        type="file"
        accept={acceptedFiles}
        disabled={busy}
        onChange={({ target }) => {
          take(target.files);
          // The same file, mended meanwhile, may be chosen again.
          target.value = '';
        }}
      />
      <p className="muted">
        支持 .xlsx、.csv、.ndjson，或含有此类文件的 .zip、.gz；一个压缩包里有几个文件，就各成一个批次。
      </p>
      {fault ? (
        <p className="field-error" role="alert">
          <span aria-hidden="true">! </span>
          {fault}
        </p>
      ) : null}
    </div>
  );
}
