using System.Globalization;
using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Pages;

/// <summary>The held-out images of the runs' fine-tunings by evaluation. The page's script makes one view of them, with a slider over epochs and a handle that
/// compares two evaluations; without it they stand one after another.</summary>
public sealed class HeldOutPart : PagePart
{
    private readonly IReadOnlyList<RunFacts> _runs;
    private readonly PageImages _pageImages;
    private readonly (RunFacts Run, HeldOutImages Images)[] _trainings;

    /// <summary>Finds the images; they are read when the part is written.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="pageImages">Puts images into the page.</param>
    public HeldOutPart(IReadOnlyList<RunFacts> runs, PageImages pageImages)
        : base("held-out", "Held-out images")
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(pageImages);
        (_runs, _pageImages) = (runs, pageImages);
        _trainings = [.. runs.SelectMany(run => HeldOutReader.Read(run.Run.Folder).Select(images => (run, images)))];
    }

    /// <inheritdoc />
    public override bool IsEmpty => _trainings.Length == 0;

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        foreach (var (index, (run, images)) in _trainings.Index())
        {
            Write(writer, run, images, _trainings.Length - index);
        }
    }

    private static string Counted(HeldOutImages images)
    {
        var evaluations = string.Create(
            CultureInfo.InvariantCulture,
            $"{images.Sheets.Count} {(images.Sheets.Count == 1 ? "evaluation" : "evaluations")}, epochs {images.Sheets[0].Epoch} to {images.Sheets[^1].Epoch}");
        return images.Prompts.Count == 0 ? $"{evaluations}." : string.Create(
            CultureInfo.InvariantCulture,
            $"{evaluations}, each of the same {images.Prompts.Count * images.ImagesPerPrompt} images: {images.Prompts.Count} "
            + $"{(images.Prompts.Count == 1 ? "prompt" : "prompts")} with {images.ImagesPerPrompt} {(images.ImagesPerPrompt == 1 ? "seed" : "seeds")} each.");
    }

    private void Write(TextWriter writer, RunFacts run, HeldOutImages images, int parts)
    {
        var history = HistoryOf(run, images);
        var frames = _pageImages.Sheets(run, images, parts);
        var name = _runs.Count > 1 ? $"{images.Name} of {run.Label}" : images.Name;
        writer.Write($"<h3>{(_runs.Count > 1 ? Named(run) + " " : "")}{HtmlText.Encode(images.Name)}</h3>\n");
        writer.Write($"<div class=\"held-out\">\n<p>{HtmlText.Encode(Counted(images))}</p>\n<div class=\"images frames\">\n");
        foreach (var frame in frames)
        {
            var epoch = EpochText(frame.Sheet.Epoch, history);
            writer.Write(
                $"<figure class=\"image frame\" data-epoch=\"{frame.Sheet.Epoch.ToString(CultureInfo.InvariantCulture)}\">\n<div class=\"scroll\"><img "
                + $"alt=\"Held-out images of {HtmlText.Encode(name)}, {HtmlText.Encode(epoch)}\"{frame.Attributes} src=\"{frame.Address}\" /></div>\n"
                + $"<figcaption>{HtmlText.Encode(epoch)}</figcaption>\n</figure>\n");
        }

        writer.Write("</div>\n");
        if (frames.Count < images.Sheets.Count || frames.Any(frame => frame.IsReduced))
        {
            writer.Write(
                $"<p class=\"footnote\">{(frames.Count < images.Sheets.Count ? $"{frames.Count} of {images.Sheets.Count} evaluations" : "Images")}"
                + $"{(frames.Any(frame => frame.IsReduced) ? " at reduced size" : "")}, so that the page stays small; all are in the run's folder.</p>\n");
        }

        writer.Write($"<script type=\"application/json\">{Json(name, run, images, history, frames)}</script>\n</div>\n");
    }

    private static string EpochText(int epoch, FineTuningHistory? history) =>
        $"epoch {epoch.ToString(CultureInfo.InvariantCulture)}"
        + (epoch == 0 ? ", the base" : "")
        + (history is not null && epoch > 0 && epoch == history.Chosen ? ", selected" : "")
        + (history?.Alarms.Contains(epoch) == true ? ", alarm" : "");

    private static FineTuningHistory? HistoryOf(RunFacts run, HeldOutImages images)
    {
        var folder = Path.Combine(run.Run.Folder, images.Name);
        try
        {
            return RunHistories.Exists(folder) ? RunHistories.Read(folder) : null;
        }
        catch (RewardLabException)
        {
            return null;
        }
    }

    // What the script shows beside the images: names of metrics, and for each evaluation their means and, once the fine-tuning has ended, each image's scores.
    private static string Json(string name, RunFacts run, HeldOutImages images, FineTuningHistory? history, IReadOnlyList<PageSheet> frames)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("columns", images.ImagesPerPrompt);
            json.WriteStartArray("prompts");
            foreach (var prompt in images.Prompts)
            {
                json.WriteStringValue(prompt);
            }

            json.WriteEndArray();
            json.WriteStartArray("frames");
            foreach (var frame in frames)
            {
                json.WriteStartObject();
                json.WriteString("name", EpochText(frame.Sheet.Epoch, history));
                WriteMeans(json, run, images, frame.Sheet.Epoch);
                WriteScores(json, history?.Evaluations.FirstOrDefault(evaluation => evaluation.Epoch == frame.Sheet.Epoch));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteMeans(Utf8JsonWriter json, RunFacts run, HeldOutImages images, int epoch)
    {
        json.WriteStartArray("metrics");
        foreach (var (key, points) in run.Monitor.Curves(key =>
            key.Kind == EventKinds.FineTuningEvaluation && key.Series == images.Name && key.Role != MetricRole.Timing))
        {
            var at = Array.FindLastIndex(points, point => point.FirstX <= epoch && epoch <= point.LastX);
            if (at >= 0 && double.IsFinite(points[at].Last))
            {
                json.WriteStartArray();
                json.WriteStringValue(key.Label);
                json.WriteNumberValue(Rounded(points[at].Last));
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteScores(Utf8JsonWriter json, HeldOutEvaluation? evaluation)
    {
        json.WriteStartObject("scores");
        (string, IReadOnlyList<double>)[] all = evaluation is null ? [] :
        [
            ("proxy", evaluation.Proxy),
            .. evaluation.HeldOut.Select(reward => (RunMetric.LabelOf(MetricRole.HeldOut, reward.Key), reward.Value)),
        ];
        foreach (var (name, scores) in all)
        {
            json.WriteStartArray(name);
            foreach (var score in scores)
            {
                if (double.IsFinite(score))
                {
                    json.WriteNumberValue(Rounded(score));
                }
                else
                {
                    json.WriteNullValue();
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static double Rounded(double value) => double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
