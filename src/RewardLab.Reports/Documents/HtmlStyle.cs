namespace RewardLab.Reports.Documents;

/// <summary>How a report looks: the system's own fonts, light or dark as the reader's screen is, black on white in print.</summary>
internal static class HtmlStyle
{
    /// <summary>The style sheet. Holds neither &lt; nor &amp;, so that the page is XML as well.</summary>
    public const string Css = """
        :root { color-scheme: light dark; --paper: #fdfdfc; --ink: #1f2328; --faint: #59616c; --line: #d9dce1; --head: #f1f2f4; --link: #0b5cad; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #16191d; --ink: #e4e7eb; --faint: #a2abb6; --line: #363c44; --head: #22272d; --link: #7db7f5; }
        }
        @media screen and (prefers-color-scheme: dark) {
          .figures img:not([src^="data:image/svg"]), .image:not(.frame) img:not([src^="data:image/svg"]) { filter: brightness(.85); }
        }
        * { box-sizing: border-box; }
        html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
        body { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1, h2, h3 { line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
        h1 { font-size: 1.9rem; margin: 0 0 .25rem; }
        h2 { font-size: 1.35rem; margin: 2.75rem 0 1rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
        p { max-width: 46rem; margin: .6rem 0; overflow-wrap: anywhere; }
        a { color: var(--link); }
        code { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; }
        .lead, .footnote, figcaption { color: var(--faint); }
        .footnote, figcaption { font-size: .875rem; }
        nav { margin: 1.5rem 0; padding: .9rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; font-size: .93rem; }
        nav h2 { font-size: 1rem; margin: 0 0 .4rem; border: 0; padding: 0; }
        nav ol { margin: 0; padding-left: 1.25rem; }
        .scroll { overflow: auto; max-height: 85vh; max-width: 100%; }
        table { border-collapse: collapse; font-size: .9rem; line-height: 1.4; }
        th, td { padding: .32rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        thead th { position: sticky; top: 0; background: var(--head); font-weight: 600; }
        .num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums lining-nums; }
        .sub { padding-left: 1.75rem; color: var(--faint); }
        .terms { display: grid; grid-template-columns: max-content minmax(0, 44rem); gap: .3rem 1.25rem; font-size: .92rem; }
        .terms dt { font-weight: 600; }
        .terms dd { margin: 0; }
        .facts td { overflow-wrap: anywhere; }
        .facts td:first-child { white-space: nowrap; }
        .figures { display: flex; flex-wrap: wrap; gap: 1.5rem; margin: 1.25rem 0; align-items: flex-start; }
        figure { margin: 0; width: var(--width); max-width: 100%; }
        figure img { display: block; width: 100%; height: auto; background: #fff; border: 1px solid var(--line); border-radius: .4rem; }
        figure .scroll { max-height: none; }
        figcaption { margin-top: .4rem; overflow-wrap: anywhere; }
        .left-out { padding: 1rem; border: 1px dashed var(--line); border-radius: .4rem; }
        @media (max-width: 40rem) {
          body { padding: 1.25rem .9rem 3rem; }
          th, td { padding: .3rem .5rem; }
          .wide img { width: var(--width); max-width: none; }
          .facts td:first-child { white-space: normal; }
          .terms { display: block; }
          .terms dd { margin: 0 0 .6rem; }
        }
        @media print {
          :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --head: #eee; --link: #000; }
          @page { margin: 15mm; }
          html { font-size: 10pt; }
          body { max-width: none; padding: 0; }
          .scroll { overflow: visible; max-height: none; }
          table { font-size: 7.5pt; max-width: 100%; }
          th, td { padding: 2pt 4pt; }
          thead { display: table-header-group; }
          thead th { position: static; }
          .num { white-space: normal; }
          h2, h3 { break-after: avoid; }
          tr, figure, nav { break-inside: avoid; }
          .figures { display: block; }
          figure { margin-bottom: 12pt; max-width: 130mm; }
          figure.wide { max-width: 100%; }
          figure img { border: 0; max-height: 235mm; object-fit: contain; object-position: left top; }
        }
        """;
}
