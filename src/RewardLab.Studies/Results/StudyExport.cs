using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Layouts;
using RewardLab.Evaluation.Tia2;
using RewardLab.Runs.Files;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>Takes a study's answers out of its file. Files appear whole.</summary>
public static class StudyExport
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The file that <see cref="WriteTia2"/> writes beside the labels.</summary>
    public static string ImagesOf(string path) => path + ".images.csv";

    /// <summary>Writes labels as TIA2's human_labels files have them, and beside them <see cref="ImagesOf"/>, which says which image is called
    /// what.</summary>
    /// <param name="content">A study of labels.</param>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="RewardLabException">It is not a study of labels, nobody has labelled yet, or a file cannot be written.</exception>
    public static void WriteTia2(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        StudyLabels.From(content, path); // refuses a study without labels
        var labels = Labels(content);
        var names = Tia2Names.Create(content.Items);
        var named = content.Items.Where(item => names.ContainsKey(item.Id) && labels[item.Id].Any())
            .Select(item => (Item: item, Name: names[item.Id] with { Labels = [.. labels[item.Id].Select(label => (LabelValue)label.Value)] })).ToArray();
        AtomicFileStream.Write(path, file => Tia2AnnotationFile.Write(file, named.Select(entry => entry.Name)));
        AtomicFileStream.WriteText(ImagesOf(path), Text([["name", "file"], .. named.Select(entry => new[] { entry.Name.Image, entry.Item.First[0].File })]));
    }

    /// <summary>Writes labels as CSV: prompt, image, and a column for each annotator, label_1 and so on, empty where one gave none;
    /// 'rewardlab bench run' reads it.</summary>
    /// <exception cref="RewardLabException">It is not a study of labels, nobody has labelled yet, or the file cannot be written.</exception>
    public static void WriteLabelsCsv(StudyContent content, string path)
    {
        var (annotators, rows) = LabelRows(content, path);
        AtomicFileStream.WriteText(path, Text(
        [
            ["prompt", "image", .. annotators.Select((_, i) => $"label_{i + 1}")],
            .. rows.Select(row => (string[])[row.Prompt, row.Image, .. row.Labels.Select(label => label is { } value ? Number((int)value) : "")]),
        ]));
    }

    /// <summary>The same as Parquet: texts, and labels as 32-bit integers that may be null.</summary>
    /// <exception cref="RewardLabException">It is not a study of labels, nobody has labelled yet, or the file cannot be written.</exception>
    public static void WriteLabelsParquet(StudyContent content, string path)
    {
        var (annotators, rows) = LabelRows(content, path);
        AtomicFileStream.Write(path, file =>
        {
            using var buffer = new MemoryStream(); // Parquet's writer wants to know where it is
            WriteParquetAsync(buffer, annotators.Length, rows).GetAwaiter().GetResult();
            buffer.WriteTo(file);
        });
    }

    /// <summary>Writes every answer that was ever given as CSV, changed ones too: of labels 1 good, 0 bad, -1 hard to answer;
    /// of comparisons 1 the first model, 0 a tie, -1 the second.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public static void WriteAnswersCsv(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        var names = content.Annotators.ToDictionary(annotator => annotator.Id, annotator => annotator.Name);
        AtomicFileStream.WriteText(path, Text(
        [
            [
                "annotator", "item", "prompt", "first_model", "second_model", "set", "image", "known", "question", "answer", "revision", "taken_ms",
                "first_shown", "client_time", "saved_time",
            ],
            .. content.Answers.Select(kept =>
            {
                var (answer, item) = (kept.Answer, content.Items[(int)kept.Answer.Item - 1]);
                return (string[])
                [
                    names[answer.Annotator],
                    Number(item.Id),
                    item.Prompt,
                    item.FirstModel,
                    item.SecondModel,
                    Number(item.Set),
                    item.First[0].File,
                    item.Known is { } known ? Number((int)known) : "",
                    answer.Question.ToString().ToLowerInvariant(),
                    Number(answer.Value),
                    Number(kept.Revision),
                    answer.TakenMilliseconds is { } taken ? Number(taken) : "",
                    content.Plan.Kind == StudyKind.Labels ? "" : answer.IsSwapped ? item.SecondModel : item.FirstModel,
                    Time(answer.ClientTime),
                    Time(kept.Saved),
                ];
            }),
        ]));
    }

    private static ILookup<long, NewAnswer> Labels(StudyContent content) =>
        content.Plan.Kind == StudyKind.Labels
            ? content.Latest.Select(kept => kept.Answer).ToLookup(answer => answer.Item)
            : throw new RewardLabException("The study is one of comparisons and has no labels. Export its answers with --answers FILE.");

    private static (int[] Annotators, List<(string Prompt, string Image, IReadOnlyList<LabelValue?> Labels)> Rows) LabelRows(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        var prompts = StudyLabels.From(content, path).Set.Prompts;
        return ([.. Enumerable.Range(0, prompts[0].AnnotatorLabels[0].Count)],
            [.. prompts.SelectMany(prompt => prompt.Images.Select((image, i) => (prompt.Prompt, image, prompt.AnnotatorLabels[i])))]);
    }

    private static async Task WriteParquetAsync(Stream stream, int annotators, List<(string Prompt, string Image, IReadOnlyList<LabelValue?> Labels)> rows)
    {
        var (prompt, image) = (new DataField<string>("prompt"), new DataField<string>("image"));
        var labels = Enumerable.Range(1, annotators).Select(number => new DataField<int?>($"label_{number}")).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([prompt, image, .. labels]), stream);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(prompt, rows.Select(row => row.Prompt).ToArray());
        await group.WriteAsync(image, rows.Select(row => row.Image).ToArray());
        for (var i = 0; i < annotators; i++)
        {
            await group.WriteAsync<int>(labels[i], rows.Select(row => (int?)row.Labels[i]).ToArray());
        }
    }

    private static string Text(IEnumerable<string[]> rows) => string.Concat(rows.Select(row => CsvLine.Of(row) + "\n"));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) ?? "";
}
