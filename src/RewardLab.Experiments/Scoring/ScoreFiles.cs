using System.Globalization;
using System.Text;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using RewardLab.Experiments.Files;
using RewardLab.Experiments.Tables;

namespace RewardLab.Experiments.Scoring;

/// <summary>Writes finished scores as CSV, JSON or Parquet: a row for each picture and prompt, a column for each reward. Rows stream through; each file appears whole.</summary>
public static class ScoreFiles
{
    private const int RowsPerGroup = 50_000;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes CSV (RFC 4180, UTF-8, line feeds): image, prompt, then a score for each reward in the fewest digits that give the same float back.</summary>
    public static void WriteCsv(string path, ScorePlan plan, IEnumerable<ScoredPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(plan);
        AtomicFileStream.Write(path, file =>
        {
            using var writer = new StreamWriter(file, Utf8, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(Csv.Line(["image", "prompt", .. plan.Rewards]));
            foreach (var (image, prompt, scores) in Rows(plan, pictures))
            {
                writer.WriteLine(Csv.Line([image, prompt, .. scores.Select(score => score.ToString("R", CultureInfo.InvariantCulture))]));
            }
        });
    }

    /// <summary>Writes a JSON array of objects: image, prompt, scores by reward.</summary>
    public static void WriteJson(string path, ScorePlan plan, IEnumerable<ScoredPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(plan);
        AtomicFileStream.Write(path, file => WriteJson(file, plan, pictures));
    }

    /// <summary>Writes Parquet: image and prompt as text, scores as 32-bit floats.</summary>
    public static void WriteParquet(string path, ScorePlan plan, IEnumerable<ScoredPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(plan);
        AtomicFileStream.Write(path, file =>
        {
            // Parquet's writer wants to know where it is.
            using var buffer = new MemoryStream();
            WriteParquetAsync(buffer, plan, pictures).GetAwaiter().GetResult();
            buffer.WriteTo(file);
        });
    }

    private static void WriteJson(Stream file, ScorePlan plan, IEnumerable<ScoredPicture> pictures)
    {
        using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (var (image, prompt, scores) in Rows(plan, pictures))
        {
            writer.WriteStartObject();
            writer.WriteString("image", image);
            writer.WriteString("prompt", prompt);
            writer.WriteStartObject("scores");
            for (var i = 0; i < scores.Count; i++)
            {
                writer.WriteNumber(plan.Rewards[i], scores[i]);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.Flush();
        }

        writer.WriteEndArray();
    }

    private static async Task WriteParquetAsync(Stream stream, ScorePlan plan, IEnumerable<ScoredPicture> pictures)
    {
        var image = new DataField<string>("image");
        var prompt = new DataField<string>("prompt");
        var rewards = plan.Rewards.Select(reward => new DataField<float>(reward)).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([image, prompt, .. rewards]), stream);
        foreach (var rows in Rows(plan, pictures).Chunk(RowsPerGroup))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(image, rows.Select(row => row.Image).ToArray());
            await group.WriteAsync(prompt, rows.Select(row => row.Prompt).ToArray());
            for (var i = 0; i < rewards.Length; i++)
            {
                await group.WriteAsync<float>(rewards[i], rows.Select(row => row.Scores[i]).ToArray());
            }
        }
    }

    private static IEnumerable<(string Image, string Prompt, ArraySegment<float> Scores)> Rows(ScorePlan plan, IEnumerable<ScoredPicture> pictures)
    {
        foreach (var picture in pictures)
        {
            for (var prompt = 0; picture.Scores is { } scores && prompt < plan.Prompts.Count; prompt++)
            {
                yield return (picture.Image, plan.Prompts[prompt], new ArraySegment<float>(scores, prompt * plan.Rewards.Count, plan.Rewards.Count));
            }
        }
    }
}
