/** Light and dark, a phone and paper; no font and no picture is fetched. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f6f8fa; --line: #d0d7de; --text: #1f2328; --quiet: #59636e;
  --good: #116329; --bad: #b42318; --open: #7d4e00; --good-ground: #e6f6ea; --bad-ground: #fdecea; --open-ground: #fff6dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --raised: #161b22; --line: #3d444d; --text: #e6edf3; --quiet: #9198a1;
    --good: #57d364; --bad: #ff8a80; --open: #e3b341; --good-ground: #10281a; --bad-ground: #341512; --open-ground: #2b2108;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 76rem; padding: 1.25rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
.overview { list-style: none; padding: 0; }
p, ul, dl { margin: .4rem 0; }
ul { padding-left: 1.25rem; }
a { color: inherit; }
code, pre { font: .875em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre {
  margin: .4rem 0; padding: .6rem .75rem; background: var(--raised); border: 1px solid var(--line);
  border-radius: .4rem; white-space: pre-wrap;
}
.quiet { color: var(--quiet); }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
.verdict { padding: 1rem 1.1rem; border-radius: .5rem; border: 1px solid var(--line); border-left-width: .4rem; }
.verdict.good { background: var(--good-ground); border-left-color: var(--good); }
.verdict.bad { background: var(--bad-ground); border-left-color: var(--bad); }
.verdict.open { background: var(--open-ground); border-left-color: var(--open); }
.verdict p { color: var(--text); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; }
.profile { border-top: 1px solid var(--line); margin-top: 2rem; }
.cells { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .5rem; margin: .75rem 0; }
.cell { border: 1px solid var(--line); border-radius: .4rem; background: var(--raised); }
.cell[open] { grid-column: 1 / -1; background: var(--ground); }
.cell > summary { cursor: pointer; padding: .5rem .65rem; }
.cell > div { padding: 0 .9rem .75rem; }
.cell.other > summary { color: var(--quiet); }
.mark { font-weight: 700; display: inline-block; min-width: 1.1em; }
.cell.asked > summary { font-weight: 600; }
.requirements { list-style: none; padding: 0; }
.requirements li { border-top: 1px solid var(--line); padding: .4rem 0; }
.requirements li:first-child { border-top: 0; }
.finding { border: 1px solid var(--line); border-left-width: .3rem; border-radius: .4rem; padding: .6rem .9rem; margin: .6rem 0; }
.finding.bad { border-left-color: var(--bad); } .finding.open { border-left-color: var(--open); }
.finding p, .finding pre, .finding ul { color: var(--text); }
.finding h3 { margin-top: 0; }
@media (max-width: 30rem) {
  body { padding: .75rem; }
  .cells { grid-template-columns: 1fr; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .35rem; }
}
@media print {
  :root {
    color-scheme: light;
    --ground: #ffffff; --raised: #ffffff; --line: #999999; --text: #000000; --quiet: #444444;
    --good: #116329; --bad: #b42318; --open: #7d4e00; --good-ground: #ffffff; --bad-ground: #ffffff; --open-ground: #ffffff;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .cells { display: block; }
  .cell { margin: .4rem 0; break-inside: auto; }
  .cell > summary { break-after: avoid; }
  details:not([open])::details-content { display: block; content-visibility: visible; height: auto; }
  .finding, .requirements li { break-inside: avoid; }
  a[href]::after { content: " (" attr(href) ")"; color: var(--quiet); }
}
`;
