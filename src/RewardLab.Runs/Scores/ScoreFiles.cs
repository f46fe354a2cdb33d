using System.Text;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Scores;

/// <summary>Writes finished scores as CSV, JSON or Parquet: a row for each image and prompt, a column for each reward. Rows stream through;
/// each file appears whole.</summary>
/// <remarks>Beside shares so near 0 or 1 that doubles hardly tell them apart stands a column that orders them, "REWARD order", for whoever ranks by the
/// file.</remarks>
public static class ScoreFiles
{
    private const int RowsPerGroup = 50_000;

    // Shares beyond these are told apart badly by doubles, or not at all.
    private const double Crowding = 1e-9;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes CSV (RFC 4180, UTF-8, line feeds): image, prompt, then a score for each reward in the fewest digits that give it back.</summary>
    public static void WriteCsv(string path, ScorePlan plan, IEnumerable<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(plan);
        AtomicFileStream.Write(path, file =>
        {
            using var writer = new StreamWriter(file, Utf8, leaveOpen: true) { NewLine = "\n" };
            var columns = Columns(plan, images);
            writer.WriteLine(CsvLine.Of([ScoreLayout.Image, ScoreLayout.Prompt, .. columns.Select(column => column.Name)]));
            foreach (var row in Rows(plan, images))
            {
                writer.WriteLine(CsvLine.Of([row.Image, row.Prompt, .. columns.Select(column => CsvLine.Number(column.From(row)))]));
            }
        });
    }

    /// <summary>Writes a JSON array of objects: image, prompt, scores by reward, and "order" by reward where it is needed.</summary>
    public static void WriteJson(string path, ScorePlan plan, IEnumerable<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(plan);
        AtomicFileStream.Write(path, file => WriteJson(file, plan, images));
    }

    /// <summary>Writes Parquet: image and prompt as text, scores as 64-bit floats.</summary>
    public static void WriteParquet(string path, ScorePlan plan, IEnumerable<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(plan);
        AtomicFileStream.Write(path, file =>
        {
            // Parquet's writer wants to know where it is.
            using var buffer = new MemoryStream();
            WriteParquetAsync(buffer, plan, images).GetAwaiter().GetResult();
            buffer.WriteTo(file);
        });
    }

    private static void WriteJson(Stream file, ScorePlan plan, IEnumerable<ScoredImage> images)
    {
        using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        var columns = Columns(plan, images);
        foreach (var row in Rows(plan, images))
        {
            writer.WriteStartObject();
            writer.WriteString(ScoreLayout.Image, row.Image);
            writer.WriteString(ScoreLayout.Prompt, row.Prompt);
            foreach (var group in columns.GroupBy(column => column.IsOrder))
            {
                writer.WriteStartObject(group.Key ? "order" : "scores");
                foreach (var column in group)
                {
                    writer.WritePropertyName(plan.Rewards[column.Reward]);
                    writer.WriteRawValue(CsvLine.Number(column.From(row)));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.Flush();
        }

        writer.WriteEndArray();
    }

    private static async Task WriteParquetAsync(Stream stream, ScorePlan plan, IEnumerable<ScoredImage> images)
    {
        var image = new DataField<string>(ScoreLayout.Image);
        var prompt = new DataField<string>(ScoreLayout.Prompt);
        var columns = Columns(plan, images);
        var rewards = columns.Select(column => new DataField<double>(column.Name)).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([image, prompt, .. rewards]), stream);
        foreach (var rows in Rows(plan, images).Chunk(RowsPerGroup))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(image, rows.Select(row => row.Image).ToArray());
            await group.WriteAsync(prompt, rows.Select(row => row.Prompt).ToArray());
            for (var i = 0; i < rewards.Length; i++)
            {
                await group.WriteAsync<double>(rewards[i], rows.Select(columns[i].From).ToArray());
            }
        }
    }

    // The rewards' columns, and which need another that orders them: one pass over what is there, none of which is kept.
    private static IReadOnlyList<Column> Columns(ScorePlan plan, IEnumerable<ScoredImage> images)
    {
        var isCrowded = new bool[plan.Rewards.Count];
        foreach (var image in images.Where(image => image is { Scores: not null, OrderKeys: not null }))
        {
            for (var i = 0; i < image.Scores!.Length; i++)
            {
                isCrowded[i % isCrowded.Length] |= image.Scores[i] is > 1 - Crowding or < Crowding && image.OrderKeys![i] != image.Scores[i];
            }
        }

        return
        [
            .. plan.Rewards.SelectMany((reward, i) => isCrowded[i]
                ? new[] { new Column(reward, i, false), new Column(reward + ScoreLayout.OrderSuffix, i, true) }
                : [new Column(reward, i, false)]),
        ];
    }

    private static IEnumerable<Row> Rows(ScorePlan plan, IEnumerable<ScoredImage> images)
    {
        foreach (var image in images)
        {
            if (image is { Scores: not null, Prompt: { } own })
            {
                yield return new Row(image, own, 0);
                continue;
            }

            for (var prompt = 0; image.Scores is not null && prompt < plan.Prompts.Count; prompt++)
            {
                yield return new Row(image, plan.Prompts[prompt], prompt * plan.Rewards.Count);
            }
        }
    }

    private sealed record Column(string Name, int Reward, bool IsOrder)
    {
        public double From(Row row) => (IsOrder ? row.Scored.OrderKeys ?? row.Scored.Scores! : row.Scored.Scores!)[row.Start + Reward];
    }

    private sealed record Row(ScoredImage Scored, string Prompt, int Start)
    {
        public string Image => Scored.Image;
    }
}
