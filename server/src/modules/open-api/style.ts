/** The whole style of the documentation page; system fonts, light and dark, readable at 390 px and in print. */
export const docsStyle = `:root { color-scheme: light dark; --ink: #1c2430; --soft: #55606e; --line: #d5dbe3; --back: #ffffff; --tint: #f3f6fa; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecf2; --soft: #a9b4c2; --line: #36404d; --back: #12171e; --tint: #1b222b; --link: #8ec2ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--back); color: var(--ink); font: 16px/1.7 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.3; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
h4 { margin: 1rem 0 0.25rem; }
nav ul { padding-left: 1.2rem; }
nav code { color: var(--soft); }
code, pre { font-family: ui-monospace, Consolas, monospace; font-size: 0.92em; overflow-wrap: anywhere; }
pre { background: var(--tint); border: 1px solid var(--line); padding: 0.75rem; overflow-x: auto; }
article { border: 1px solid var(--line); border-radius: 6px; padding: 0.25rem 1rem 1rem; margin: 1.25rem 0; }
.address b { display: inline-block; min-width: 4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
thead th { background: var(--tint); }
summary { cursor: pointer; }
.schema { border-left: 2px solid var(--line); margin: 0.25rem 0; padding-left: 1.4rem; }
.schema i { color: var(--soft); }
@media print { nav, .skip { display: none; } article { break-inside: avoid; } }
`;
