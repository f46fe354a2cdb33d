using System.Globalization;
using System.Text;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Store;
using static RewardLab.Web.Runs.WebText;

namespace RewardLab.Web.Runs;

/// <summary>A run's images by prompt, with what rewards say of them.</summary>
internal static class RunSamplesPage
{
    /// <summary>A page of a run's images.</summary>
    /// <param name="run">The run.</param>
    /// <param name="samples">All of its images.</param>
    /// <param name="page">Which page, from 0.</param>
    /// <param name="pageSize">Images of a page.</param>
    public static string Write(RunEntry run, IReadOnlyList<Sample> samples, int page, int pageSize)
    {
        var pages = Math.Max(1, (samples.Count + pageSize - 1) / pageSize);
        var text = new StringBuilder();
        foreach (var prompt in samples.Skip(page * pageSize).Take(pageSize).GroupBy(sample => sample.Prompt, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"<section class=\"part\">\n<h2>{Html(prompt.Key)}</h2>\n<div class=\"samples\">\n");
            foreach (var sample in prompt)
            {
                Image(text, run, sample);
            }

            text.Append("</div>\n</section>\n");
        }

        return Page($"Images of {run.Id}", """
            <link rel="stylesheet" href="../runs.css">
            <link rel="stylesheet" href="../serve.css">
            """, $"""
            <header>
            <p><a href="../">All runs</a> <a href="../runs?run={Url(run.Id)}">This run</a></p>
            <h1>Images of {Html(run.Id)}</h1>
            {Pages(run, page, pages)}
            </header>
            <main>
            {(samples.Count == 0 ? "<p>There are no images yet.</p>" : text)}
            {Pages(run, page, pages)}
            </main>
            """);
    }

    private static void Image(StringBuilder text, RunEntry run, Sample sample)
    {
        var file = string.Join('/', Path.GetRelativePath(run.Folder, sample.Path).Split(Path.DirectorySeparatorChar).Select(Url));
        text.Append(
            CultureInfo.InvariantCulture,
            $"<figure class=\"sample{(sample.GroundTruth is { } groundTruth ? groundTruth > 0.5 ? " correct" : " incorrect" : "")}\"><img loading=\"lazy\" "
            + $"alt=\"{Html(sample.Prompt)}, image {sample.Number}\" src=\"../image/{Url(run.Id)}/{file}\">");
        text.Append(
            CultureInfo.InvariantCulture, $"<figcaption>{sample.Number}{(sample.GroundTruth is { } known ? known > 0.5 ? ", correct" : ", incorrect" : "")}");
        foreach (var (reward, score) in sample.Scores.OrderBy(score => score.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"<br>{Html(reward)} {score:0.###}");
        }

        text.Append("</figcaption></figure>\n");
    }

    private static string Pages(RunEntry run, int page, int pages)
    {
        var links = Enumerable.Range(0, pages)
            .Select(i => i == page ? $"<b aria-current=\"page\">{i + 1}</b>" : $"<a href=\"{Url(run.Id)}?page={i}\">{i + 1}</a>");
        return pages < 2 ? "" : $"<p class=\"pages\">{string.Join(' ', links)}</p>";
    }
}
