using System.Globalization;
using System.Text;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Store;
using static RewardLab.Web.Runs.WebText;

namespace RewardLab.Web.Runs;

/// <summary>A run's images by prompt, or in the order of a reward, with what rewards say of them.</summary>
internal static class RunSamplesPage
{
    /// <summary>A page of a run's images.</summary>
    /// <param name="run">The run.</param>
    /// <param name="all">All of its images.</param>
    /// <param name="query">Which of them are wanted, and in which order.</param>
    /// <param name="page">Which page, from 0; the last one where there are fewer.</param>
    /// <param name="pageSize">Images of a page.</param>
    public static string Write(RunEntry run, IReadOnlyList<Sample> all, SampleQuery query, int page, int pageSize)
    {
        var samples = query.Apply(all);
        var pages = Math.Max(1, (samples.Count + pageSize - 1) / pageSize);
        page = Math.Clamp(page, 0, pages - 1);
        var text = new StringBuilder();
        var shown = samples.Skip(page * pageSize).Take(pageSize);
        foreach (var prompt in query.Order.Length > 0 ? shown.GroupBy(_ => "") : shown.GroupBy(sample => sample.Prompt, StringComparer.Ordinal))
        {
            var title = query.Order.Length == 0 ? prompt.Key : $"{(query.IsReversed ? "Lowest" : "Highest")} {query.Order} first";
            text.Append(CultureInfo.InvariantCulture, $"<section class=\"part\">\n<h2>{Html(title)}</h2>\n<div class=\"samples\">\n");
            foreach (var sample in prompt)
            {
                Image(text, run, sample, hasPrompt: query.Order.Length > 0);
            }

            text.Append("</div>\n</section>\n");
        }

        return Page($"Images of {run.Id}", """
            <link rel="stylesheet" href="../runs.css">
            <link rel="stylesheet" href="../serve.css">
            <script defer src="../runs.js"></script>
            <script type="module" src="../serve.js"></script>
            """, $"""
            <header>
            <p><a href="../">All runs</a> &middot; <a href="../runs?run={Url(run.Id)}">This run</a></p>
            <h1>Images of {Html(run.Id)}</h1>
            {Tools(all, query)}
            <p role="status">{Count(all.Count, samples.Count)}</p>
            {Pages(run, query, page, pages, "Pages")}
            </header>
            <main>
            {(samples.Count == 0 ? $"<p>{(all.Count == 0 ? "There are no images yet." : "No image fits.")}</p>" : text)}
            {Pages(run, query, page, pages, "Pages, below the images")}
            </main>
            """);
    }

    private static string Count(int all, int samples) => samples == all
        ? string.Create(CultureInfo.InvariantCulture, $"{all:N0} {(all == 1 ? "image" : "images")}")
        : string.Create(CultureInfo.InvariantCulture, $"{samples:N0} of {all:N0} images");

    // Without a script the page shows all images prompt by prompt.
    private static string Tools(IReadOnlyList<Sample> all, SampleQuery query)
    {
        var rewards = all.SelectMany(sample => sample.Scores.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var orders = rewards.SelectMany(reward => new[] { (Value: reward, Text: $"highest {reward}"), (Value: $"-{reward}", Text: $"lowest {reward}") });
        var truths = all.Any(sample => sample.GroundTruth is not null) ? new[] { SampleQuery.Correct, SampleQuery.Incorrect } : [];
        var chosen = query.IsReversed ? $"-{query.Order}" : query.Order;
        return all.Count == 0 ? "" : $"""
            <div class="list-tools" id="sample-tools">
            <label>Order <select name="order"><option value="">by prompt</option>{Options(orders, chosen)}</select></label>
            {(truths.Length == 0 ? ""
                : $"<label>Show <select name=\"truth\"><option value=\"\">all images</option>{Options(truths.Select(truth => (truth, truth)), query.Truth)}"
                    + "</select></label>")}
            <label>Prompts with <input name="words" type="search" autocomplete="off" value="{Html(query.Words)}"></label>
            </div>
            """;
    }

    private static string Options(IEnumerable<(string Value, string Text)> options, string chosen) => string.Concat(options.Select(option =>
        $"<option value=\"{Html(option.Value)}\"{(option.Value == chosen ? " selected" : "")}>{Html(option.Text)}</option>"));

    private static void Image(StringBuilder text, RunEntry run, Sample sample, bool hasPrompt)
    {
        var file = string.Join('/', Path.GetRelativePath(run.Folder, sample.Path).Split(Path.DirectorySeparatorChar).Select(Url));
        text.Append(
            CultureInfo.InvariantCulture,
            $"<figure class=\"sample{(sample.GroundTruth is { } groundTruth ? groundTruth > 0.5 ? " correct" : " incorrect" : "")}\"><img loading=\"lazy\" "
            + $"alt=\"{Html(sample.Prompt)}, image {sample.Number}\" src=\"../image/{Url(run.Id)}/{file}\">");
        text.Append(
            CultureInfo.InvariantCulture,
            $"<figcaption>{(hasPrompt ? $"{Html(sample.Prompt)}, " : "")}{sample.Number}"
            + $"{(sample.GroundTruth is { } known ? known > 0.5 ? ", correct" : ", incorrect" : "")}");
        foreach (var (reward, score) in sample.Scores.OrderBy(score => score.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"<br>{Html(reward)} {score:0.###}");
        }

        text.Append("</figcaption></figure>\n");
    }

    private static string Pages(RunEntry run, SampleQuery query, int page, int pages, string label)
    {
        var address = query.ToAddress();
        var links = Enumerable.Range(0, pages).Select(i => i == page
            ? $"<b aria-current=\"page\">{i + 1}</b>"
            : $"<a href=\"{Url(run.Id)}?{Html(address.Length > 0 ? address + "&" : "")}page={i}\">{i + 1}</a>");
        return pages < 2 ? "" : $"<nav class=\"pages\" aria-label=\"{label}\">{string.Join(' ', links)}</nav>";
    }
}
