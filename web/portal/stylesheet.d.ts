declare module '*.css?inline' {
  /** The processed style sheet as text. */
  const text: string;
  export default text;
}
